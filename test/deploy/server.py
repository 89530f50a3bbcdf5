"""MiniStack, as its environment says. It ends when its standard input does: with the test that started it.

A line of standard input, {"key": KEY, "seconds": N}, makes the stored objects of that key older: nobody waits for a lease. A line
{"events": [...]} is what CloudTrail hands to EventBridge: nothing here records calls to load balancers that are in moto.
"""

import json
import os
import signal
import sys
import threading
from datetime import datetime, timedelta

import like_aws
from ministack.app import main
from ministack.services import s3
from ministack.services.cloudformation import provisioners


def put_tags(bucket: str, tags: list[dict[str, str]]) -> None:
    s3._bucket_tags[bucket] = {tag["Key"]: tag["Value"] for tag in tags}


def drop_tags(bucket: str) -> None:
    s3._bucket_tags.pop(bucket, None)


def as_it_is(tags: list[dict[str, str]]) -> list[dict[str, str]]:
    return tags


# CloudFormation drops the tags of a bucket; by its tag the command finds the record of the deployed function.
provisioners._S3_BUCKET_CONFIGURATIONS = (
    *provisioners._S3_BUCKET_CONFIGURATIONS,
    ("Tags", as_it_is, put_tags, drop_tags),
)


def age(key: str, seconds: float) -> None:
    for bucket in list(s3._buckets._data.values()):
        stored = bucket["objects"].get(key)
        if stored is not None:
            written = datetime.fromisoformat(stored["last_modified"].replace("Z", "+00:00"))
            earlier = written - timedelta(seconds=seconds)
            stored["last_modified"] = earlier.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def obey(order: dict) -> None:
    if "events" in order:
        like_aws.record_calls(order["events"])
    else:
        age(**order)


def end_with_parent() -> None:
    for line in sys.stdin:
        obey(json.loads(line))
    os.kill(os.getpid(), signal.SIGTERM)


like_aws.install()
threading.Thread(target=end_with_parent, daemon=True).start()
main()
