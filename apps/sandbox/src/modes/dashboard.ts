import type { Answer } from '../stream/answer.js';
import type { ServiceCounts } from '../stream/service-metrics.js';
import type { Paint } from '../view/colours.js';
import type { Screen } from '../view/screen.js';
import { statusOf } from '../view/status.js';
import { answered, EMPTY_TALLY, published } from '../view/tally.js';

/** Counts what happens and keeps the line at the bottom true. */
export class Dashboard {
  #tally = EMPTY_TALLY;
  #counts: ServiceCounts | undefined;

  constructor(
    private readonly screen: Screen,
    private readonly paint: Paint,
  ) {}

  published(records: number): void {
    this.#tally = published(this.#tally, records);
    this.#draw();
  }

  answered(answer: Answer): void {
    this.#tally = answered(this.#tally, answer);
    this.#draw();
  }

  /** @param counts undefined while the service does not say */
  counted(counts: ServiceCounts | undefined): void {
    this.#counts = counts;
    this.#draw();
  }

  #draw(): void {
    this.screen.status(statusOf(this.#tally, this.#counts, this.screen.columns, this.paint));
  }
}
