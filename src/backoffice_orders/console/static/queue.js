// What is pressed or to be saved is done in order: each waits for what was before it.

export class Queue {
  #jobs = [];
  #running = false;
  #doing = {};
  #busy;

  // busy: told true when there is something to do, false when all is done.
  constructor(busy = () => {}) {
    this.#busy = busy;
  }

  get running() {
    return this.#running;
  }

  // Whether something has not begun yet.
  get waits() {
    return this.#jobs.length > 0;
  }

  async add(job, about = {}) {
    this.#jobs.push({ job, about });
    if (this.#running) return;
    this.#running = true;
    while (this.#jobs.length) {
      this.#busy(true);
      const { job, about: of } = this.#jobs.shift();
      this.#doing = of;
      // One that fails is told like any fault of a script, and holds up nothing behind it.
      try { await job(); } catch (error) { reportError(error); }
    }
    this.#running = false;
    this.#doing = {};
    this.#busy(false);
  }

  // Whether there is such a job: one that waits, or the one that is being done.
  some(which) {
    return [{ about: this.#doing }, ...this.#jobs].some(({ about }) => which(about));
  }

  // What has not begun is not done; with a question, only that of which it is true. Whether there was any.
  clear(which = () => true) {
    const before = this.#jobs.length;
    this.#jobs = this.#jobs.filter(({ about }) => !which(about));
    return this.#jobs.length < before;
  }
}
