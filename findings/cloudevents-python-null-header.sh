#!/usr/bin/env bash
# A Kafka header without a value keeps the Python SDK from reading the event that has it.
#
# Package:   cloudevents 2.2.0 (PyPI)
# Expected:  an attribute without a value is one that the event does not have. Kafka's record format
#            allows it: "headerValueLength" -1 is null. Publishers do write such headers: the JavaScript
#            SDK's binary messages carry each attribute that is not set, without a value.
# Observed:  from_binary ends in an AttributeError: for an optional attribute, for an extension, and
#            for a header that has nothing to do with CloudEvents. All else in the record is in order.
source "$(dirname "$0")/support/common.sh"

python_packages cloudevents==2.2.0
cat >see.py <<'END'
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat

required = {"ce_specversion": b"1.0", "ce_id": b"1", "ce_source": b"/hr", "ce_type": b"user.deprovisioned"}
for name in ("(none)", "ce_subject", "ce_correlationid", "content-type", "traceparent"):
    headers = required if name == "(none)" else {**required, name: None}
    try:
        event = from_binary(KafkaMessage(headers=headers, key=None, value=b"{}"), JSONFormat())
        print(f"{name}: read, id {event.get_id()}")
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")
END
observe python see.py
stated <<'END'
(none): read, id 1
ce_subject: AttributeError: 'NoneType' object has no attribute 'decode'
ce_correlationid: AttributeError: 'NoneType' object has no attribute 'decode'
content-type: AttributeError: 'NoneType' object has no attribute 'decode'
traceparent: AttributeError: 'NoneType' object has no attribute 'decode'
END
