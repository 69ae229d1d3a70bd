// The rows that were shown last, so that the chat can be read without a connection: as long as the session lasts, and
// no other person's.

import { keysOf } from "./memory.js";

const NAMED = "cunqing/rows/";
const MOST = 200;

export class Kept {
  // `ends`: milliseconds; when the session is over, whatever the server can say just then.
  constructor(person, ends) {
    this.key = NAMED + person;
    for (const key of keysOf(NAMED)) {
      if (key !== this.key || Date.now() > ends) localStorage.removeItem(key);
    }
    this.rows = this.read();
  }

  read() {
    try {
      const rows = JSON.parse(localStorage.getItem(this.key) || "[]");
      return Array.isArray(rows) ? rows : [];
    } catch (error) {
      return [];
    }
  }

  add(rows) {
    const known = new Set(this.rows.map((row) => row.id));
    const fresh = rows.filter((row) => !known.has(row.id));
    if (!fresh.length) return;
    this.rows = this.rows.concat(fresh).sort((left, right) => left.id - right.id).slice(-MOST);
    try {
      localStorage.setItem(this.key, JSON.stringify(this.rows));
    } catch (error) {
      this.forget();
    }
  }

  forget() {
    this.rows = [];
    for (const key of keysOf(this.key)) localStorage.removeItem(key);
  }
}
