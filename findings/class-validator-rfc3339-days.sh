#!/usr/bin/env bash
# isRFC3339 of class-validator takes days that no month has, and Date makes other days of them.
#
# Packages:  class-validator 0.15.1, validator 13.15.35 (npm; the check is the latter's)
# Expected:  refused. RFC 3339, section 5.7: the day's maximum depends on month and year, and is 29 for
#            February in a leap year only. A CloudEvent's `time` is such a timestamp.
# Observed:  each month has up to 31 days. JavaScript's Date takes these days as well and counts on, so
#            that a validated time comes out as another day; the leap second, which RFC 3339 allows and
#            isRFC3339 takes, is an invalid Date.
source "$(dirname "$0")/support/common.sh"

npm_packages class-validator@0.15.1 validator@13.15.35
cat >see.js <<'END'
import { isRFC3339 } from 'class-validator';

for (const time of ['2026-02-29T12:00:00Z', '2026-04-31T12:00:00Z', '2026-04-32T12:00:00Z', '2016-12-31T23:59:60Z']) {
  const date = new Date(time);
  console.log(`${time}: ${isRFC3339(time)}, ${Number.isNaN(date.getTime()) ? 'no Date' : date.toISOString()}`);
}
END
observe node see.js
stated <<'END'
2026-02-29T12:00:00Z: true, 2026-03-01T12:00:00.000Z
2026-04-31T12:00:00Z: true, 2026-05-01T12:00:00.000Z
2026-04-32T12:00:00Z: false, no Date
2016-12-31T23:59:60Z: true, no Date
END
