// A world of a running sandbox, driven over its control plane with nothing but fetch.

const url = process.env.CFIS_SANDBOX_URL ?? "http://127.0.0.1:8080";
const token = process.env.CFIS_SANDBOX_TOKEN;

async function control(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(`${url}/sandbox${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

// Without a name the server numbers the world, so that tests may run side by side.
export async function newWorld(plan = {}) {
  const opened = await control("POST", "/worlds", plan);
  const here = `/worlds/${opened.world}`;
  const staging = opened.cfis.staging;
  return {
    baseUrl: staging.baseUrl,
    accessToken: staging.clients[0].accessToken,
    systems: opened.systems,
    advance: (duration) => control("POST", `${here}/clock`, { advance: duration }),
    pay: (payment) => control("POST", `${here}/bank/payments`, payment),
    fault: (fault) => control("POST", `${here}/faults`, fault),
    books: () => control("GET", `${here}/books`),
    refusals: async () => (await control("GET", `${here}/journal?status=4&whole=true`)).entries,
    drop: () => control("DELETE", here),
  };
}
