// node --test examples/node  (Node 20 or newer, a sandbox at CFIS_SANDBOX_URL)

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Client } from "./client.mjs";
import { newWorld } from "./sandbox.mjs";

let world, client;

beforeEach(async () => {
  world = await newWorld({ now: "2026-01-02T09:00:00Z" });
  client = new Client(world);
});

afterEach(() => world.drop());

const dates = { date: "2026-01-02", dueDate: "2026-01-16" };

test("an invoice that nobody pays is reminded, and closed when it is paid", async () => {
  await client.handIn(1001, 100.0, dates);
  const { events } = await world.advance("P30D");
  assert.ok(events.some((event) => event.because === "reminded"));
  const late = await client.case(1001);
  assert.equal(late.summary.stage, "REMINDER");
  assert.equal(late.balance.totalAmount, 105.42);

  await world.pay({ invoiceNumber: 1001 });
  assert.equal((await client.case(1001)).summary.status, "CLOSED");
});

test("an invoice whose answer was lost is there once", async () => {
  await world.fault({ system: "cfis", operation: "createInvoice", fault: "lost-answer" });
  await client.handIn(1001, 100.0, dates);
  assert.equal((await world.books()).receivables.length, 1);
});

test("an invoice whose request never arrived is handed in again", async () => {
  await world.fault({ system: "cfis", operation: "createInvoice", fault: "drop" });
  await client.handIn(1001, 100.0, dates);
  assert.equal((await world.books()).receivables.length, 1);
});

test("a refusal says in the journal what would have been right", async () => {
  await assert.rejects(client.handIn("none", 100.0, dates), (problem) => problem.status === 400);
  const [refusal] = await world.refusals();
  assert.match(refusal.explanation.message, /expected a whole number/);
});
