"""Server-rendered pages for people who would rather look than read; every page has a twin in JSON."""
