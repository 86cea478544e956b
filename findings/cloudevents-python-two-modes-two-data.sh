#!/usr/bin/env bash
# One event, written by the Python SDK in the two content modes, arrives with two different data.
#
# Package:   cloudevents 2.2.0 (PyPI)
# Expected:  a receiver gets the same data in either mode: CloudEvents 1.0.2 describes both as ways to
#            transfer the one event. Data of type string under application/json is the JSON value
#            "string"; so says section 3.1 of the JSON format, by which it is encoded in structured mode.
# Observed:  text that is JSON goes out as it is in binary mode, where it is an object for the receiver,
#            and as a JSON string in structured mode, where it stays text. What such a publisher means
#            depends on the mode; the SDK's own reader returns a dict once and a str once.
source "$(dirname "$0")/support/common.sh"

python_packages cloudevents==2.2.0
cat >see.py <<'END'
from cloudevents.core.bindings import kafka
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

attributes = {"id": "1", "source": "/hr", "type": "user.deprovisioned", "datacontenttype": "application/json"}
event = CloudEvent(attributes, '{"oathTokenIds":["a"]}')
json = JSONFormat()
for mode, read, message in (
    ("binary", kafka.from_binary, kafka.to_binary(event, json)),
    ("structured", kafka.from_structured, kafka.to_structured(event, json)),
):
    data = read(message, json).get_data()
    print(f"{mode}: {type(data).__name__} {data}")
END
observe python see.py
stated <<'END'
binary: dict {'oathTokenIds': ['a']}
structured: str {"oathTokenIds":["a"]}
END
