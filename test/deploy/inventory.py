"""What the account has, by service, as JSON. One process for all of it: the AWS CLI would need a dozen."""

import json
from concurrent.futures import ThreadPoolExecutor

import boto3

LISTINGS = [
    ("cloudformation", "describe_stacks", "Stacks", "StackName"),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("kms", "list_keys", "Keys", "KeyId"),
    ("lambda", "list_functions", "Functions", "FunctionName"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("s3", "list_buckets", "Buckets", "Name"),
    ("scheduler", "list_schedules", "Schedules", "Name"),
    ("sns", "list_topics", "Topics", "TopicArn"),
    ("sns", "list_subscriptions", "Subscriptions", "SubscriptionArn"),
    ("sqs", "list_queues", "QueueUrls", None),
]
clients = {service: boto3.client(service) for service, *_ in LISTINGS}


def names(listing):
    service, operation, items, name = listing
    found = getattr(clients[service], operation)().get(items, [])
    return sorted(item if name is None else item[name] for item in found)


def is_used(key):
    return clients["kms"].describe_key(KeyId=key)["KeyMetadata"]["KeyState"] != "PendingDeletion"


with ThreadPoolExecutor() as pool:
    found = {f"{service} {items}": got for (service, _, items, _), got in zip(LISTINGS, pool.map(names, LISTINGS))}
keys = found.pop("kms Keys")
found["kms keys"] = [key for key in keys if is_used(key)]
found["kms keys, pending deletion"] = [key for key in keys if not is_used(key)]
print(json.dumps(found))
