# docker build -t cfis-sandbox .
# docker run --rm -p 127.0.0.1:8080:8080 -e CFIS_SANDBOX_TOKEN=choose-a-secret cfis-sandbox

ARG PYTHON=3.12

FROM python:${PYTHON}-slim AS build
WORKDIR /build
COPY pyproject.toml README.md constraints.txt ./
COPY simulator ./simulator
COPY contracts ./contracts
COPY scenarios ./scenarios
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .
RUN python -m venv --without-pip /venv
RUN pip --python /venv/bin/python install --no-cache-dir -c constraints.txt /wheels/*.whl
RUN mkdir /data

FROM python:${PYTHON}-slim
COPY --from=build /venv /venv
# Worlds live in memory unless CFIS_SANDBOX_DATA=/data is set, and a volume mounted there.
COPY --from=build --chown=10001:10001 /data /data
# Inside a container only an address that others can reach is of use; so the sandbox asks for CFIS_SANDBOX_TOKEN.
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CFIS_SANDBOX_HOST=0.0.0.0 \
    CFIS_SANDBOX_PORT=8080
USER 10001:10001
WORKDIR /data
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
    CMD python -c "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"CFIS_SANDBOX_PORT\"]}/readyz', timeout=2)"
ENTRYPOINT ["cfis-sandbox"]
CMD ["serve"]
