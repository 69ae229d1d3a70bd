// How much is new: in the title while the page is not looked at, and told to the server once it is.

const SOON = 800; // milliseconds that a message is in sight before it counts as seen

export class News {
  constructor(wire) {
    this.wire = wire;
    this.title = document.title;
    this.seen = 0; // the last row that was looked at
    this.told = 0; // the last one that the server knows of
    this.timer = 0;
  }

  // `rows`: those of the bot that the page has; `last`: the newest row or edit.
  have(rows, last) {
    if (!document.hidden) this.seen = last;
    const waiting = rows.filter((row) => row.id > this.seen).length;
    document.title = waiting ? "(" + (waiting < 100 ? waiting : "99+") + ") " + this.title : this.title;
    clearTimeout(this.timer);
    if (this.seen > this.told) this.timer = setTimeout(() => this.tell(), SOON);
  }

  async tell() {
    const row = this.seen;
    if (await this.wire.tell("/chat/looked", { row })) this.told = Math.max(this.told, row);
  }
}
