// A small client of CFIS, in place of yours: it hands in invoices and asks how their cases stand.

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export class Client {
  constructor({ baseUrl, accessToken }) {
    this.address = `${baseUrl}/api/v1/partner`;
    this.headers = { "X-Api-Key": accessToken, "Content-Type": "application/json" };
  }

  async handIn(number, totalAmount, { date, dueDate }) {
    const invoice = {
      header: { number, type: "INVOICE", date, dueDate, currencyCode: "EUR" },
      parties: {
        sellerParty: { name: "Demo Creditor Oy" },
        buyerParty: { entityType: "CONSUMER", name: "Made-up Buyer" },
      },
      amounts: { totalAmount },
    };
    try {
      await this.#ask("POST", "/invoice", { invoice });
    } catch (problem) {
      // An answer that never came says nothing about what was done: look first, then try again.
      if (problem instanceof Refused) throw problem;
      if ((await this.case(number)) === null) await this.#ask("POST", "/invoice", { invoice });
    }
  }

  async case(number) {
    try {
      return (await this.#ask("GET", `/invoice/case?invoiceNumber=${number}`)).case;
    } catch (problem) {
      if (problem.status === 404) return null;
      throw problem;
    }
  }

  async #ask(method, path, body) {
    const answer = await fetch(this.address + path, {
      method,
      headers: this.headers,
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Refused(`${method} ${path}: ${answer.status} ${text}`, answer.status);
    return JSON.parse(text);
  }
}
