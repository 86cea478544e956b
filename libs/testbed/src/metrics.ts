interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)/;
const LABEL = /(?<name>\w+)="(?<value>(?:[^"\\]|\\.)*)"/g;

/** What a `/metrics` page says, in Prometheus's exposition format. */
export class Metrics {
  readonly #samples: readonly Sample[];

  constructor(page: string) {
    this.#samples = page.split('\n').flatMap((line) => {
      const { name, labels = '', value } = SAMPLE.exec(line)?.groups ?? {};
      return name === undefined ? [] : [{ name, labels: labelsOf(labels), value: Number(value) }];
    });
  }

  /** The sum over all label sets that have these labels among them; 0 where there is none. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.#samples
      .filter((sample) => sample.name === name && hasAll(sample.labels, labels))
      .reduce((sum, { value }) => sum + value, 0);
  }
}

const labelsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(LABEL)].map(([, name = '', value = '']) => [name, value]));

const hasAll = (labels: Sample['labels'], wanted: Sample['labels']): boolean =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);
