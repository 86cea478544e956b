import type { Origin } from '#libs/revocation';

/** What a sealed token is bound to: the record that it was read from. */
export function boundTo({
  topic,
  partition,
  offset,
}: Pick<Origin, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}/${partition}/${offset}`;
}
