"""Write the published schema of a result anew: ``python -m simulator.certification.report``."""

from simulator.certification.report.document import SCHEMA, schema_bytes

if __name__ == "__main__":
    SCHEMA.write_bytes(schema_bytes())
