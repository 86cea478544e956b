#!/usr/bin/env bash
# The Python SDK of the 1.x line cannot write an event without datacontenttype to Kafka in binary mode.
#
# Package:   cloudevents 1.13.0 (PyPI)
# Expected:  it writes the message without a content type. CloudEvents 1.0.2 lists `datacontenttype`
#            among the OPTIONAL attributes, and section 3.2.1 of the Kafka protocol binding maps it to
#            the header where the event has it.
# Observed:  to_binary ends in a KeyError. The same event goes out in structured mode, and over HTTP in
#            both. (2.2.0 writes it, but still ships this one as cloudevents.v1.)
source "$(dirname "$0")/support/common.sh"

python_packages cloudevents==1.13.0
cat >see.py <<'END'
from cloudevents import http, kafka
from cloudevents.http import CloudEvent

event = CloudEvent({"id": "1", "source": "/hr", "type": "user.deprovisioned"}, {"userId": "u"})
for name, write in (
    ("Kafka, binary", kafka.to_binary),
    ("Kafka, structured", kafka.to_structured),
    ("HTTP, binary", http.to_binary),
    ("HTTP, structured", http.to_structured),
):
    try:
        write(event)
        print(f"{name}: written")
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")
END
observe python see.py
stated <<'END'
Kafka, binary: KeyError: 'datacontenttype'
Kafka, structured: written
HTTP, binary: written
HTTP, structured: written
END
