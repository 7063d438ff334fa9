// What is pressed or to be saved is done in order: each waits for what was before it.

export class Queue {
  #jobs = [];
  #running = false;
  #busy;

  // busy: told true when there is something to do, false when all is done.
  constructor(busy = () => {}) {
    this.#busy = busy;
  }

  get running() {
    return this.#running;
  }

  async add(job, about = {}) {
    this.#jobs.push({ job, about });
    if (this.#running) return;
    this.#running = true;
    while (this.#jobs.length) {
      this.#busy(true);
      await this.#jobs.shift().job();
    }
    this.#running = false;
    this.#busy(false);
  }

  // What has not begun is not done; with a question, only that of which it is true. Whether there was any.
  clear(which = () => true) {
    const before = this.#jobs.length;
    this.#jobs = this.#jobs.filter(({ about }) => !which(about));
    return this.#jobs.length < before;
  }
}
