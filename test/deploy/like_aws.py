"""What AWS does and MiniStack does not, as far as this stack needs it. README.md beside this has the list."""

import contextvars
import itertools
import json
import threading

from ministack.services import eventbridge, scheduler, sns
from ministack.services.cloudformation import provisioners, stacks

DONE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
SECONDS_UNTIL_DELIVERED = 2


def install() -> None:
    _tell_the_bus_of_schedules()
    _leave_email_pending()
    _hurry_first_runs()
    _take_metric_math()
    _forward_to_other_regions()
    _show_mail_in_the_inbox()


def _tell_the_bus_of_schedules() -> None:
    """CloudFormation sends "CloudFormation Resource Status Change" to the default bus; of what it left as it was, nothing."""
    add_event = stacks._add_event
    known: dict[str, str] = {}

    def told(stack_id, stack_name, logical_id, resource_type, status, reason="", physical_id="", detailed_status=""):
        add_event(stack_id, stack_name, logical_id, resource_type, status, reason, physical_id, detailed_status)
        if resource_type != "AWS::Scheduler::Schedule" or status not in DONE:
            return
        schedule = json.dumps(scheduler._schedules.get(f"default/{physical_id}"), default=str, sort_keys=True)
        if known.get(physical_id) == schedule:
            return
        known[physical_id] = schedule
        detail = {
            "stack-id": stack_id,
            "logical-resource-id": logical_id,
            "physical-resource-id": physical_id,
            "status-details": {"status": status, "status-reason": reason},
            "resource-type": resource_type,
        }
        entry = {
            "Source": "aws.cloudformation",
            "DetailType": "CloudFormation Resource Status Change",
            "Resources": [stack_id],
            "Detail": json.dumps(detail),
        }
        # The deployment goes on meanwhile; account and Region are those of the operation.
        context = contextvars.copy_context()
        put = lambda: eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
        threading.Timer(SECONDS_UNTIL_DELIVERED, context.run, [put]).start()

    stacks._add_event = told


def record_calls(events: list[dict]) -> None:
    """What CloudTrail records, a trail hands to the default bus of account and Region; nobody else may send it under this source."""
    for event in events:
        _in_region(event["region"], lambda: _put_event(event))


def _in_region(region: str, work) -> None:
    """What MiniStack does in a thread, it does in the Region of the last request, or that of the account."""
    before = eventbridge.get_region()
    eventbridge.set_request_region(region)
    try:
        work()
    finally:
        eventbridge.set_request_region(before)


def _put_event(event: dict) -> None:
    entry = {
        "Source": event["source"],
        "DetailType": event["detail-type"],
        "Resources": event["resources"],
        "Detail": json.dumps(event["detail"]),
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def _forward_to_other_regions() -> None:
    """A rule may send to a bus of another Region ([EB]); MiniStack looks for that bus in the Region of the rule."""
    dispatch = eventbridge._dispatch_to_event_bus

    def dispatched(spec, *others, **named):
        def there():
            # Each Region has one; here it is made once somebody asks for it.
            eventbridge._ensure_default_bus()
            dispatch(spec, *others, **named)

        _in_region(spec.region, there)

    eventbridge._dispatch_to_event_bus = dispatched


def _leave_email_pending() -> None:
    """An address gets nothing until somebody follows the link in the mail that asks for it. Here nobody does."""
    refresh = sns._refresh_subscription_counts

    def refreshed(topic):
        for subscription in topic.get("subscriptions", []):
            if subscription["protocol"] == "email":
                subscription["confirmed"] = False
        refresh(topic)

    sns._refresh_subscription_counts = refreshed


def _show_mail_in_the_inbox() -> None:
    """MiniStack sends no mail. The queue "inbox" stands for it: where a message differs by protocol, it gets what a mail would say."""
    fanout, deliver = sns._fanout, sns._deliver_to_sqs
    published = contextvars.ContextVar("published", default=("", ""))

    def fanned_out(topic_arn, msg_id, message, subject, message_structure="", *others, **named):
        published.set((message, message_structure))
        return fanout(topic_arn, msg_id, message, subject, message_structure, *others, **named)

    def delivered(endpoint, envelope, *others, **named):
        if endpoint.endswith(":inbox"):
            mail = sns._resolve_message_for_protocol(*published.get(), "email")
            envelope = json.dumps({**json.loads(envelope), "Message": mail})
        return deliver(endpoint, envelope, *others, **named)

    sns._fanout, sns._deliver_to_sqs = fanned_out, delivered


def _hurry_first_runs() -> None:
    """
    A first run that waits comes back at full five minutes, each time by another name; here with the next look at the
    schedules, every ten seconds. So the time in its name would be that of the call at work: a number makes it another.
    """
    create = scheduler._create_schedule
    calls = itertools.count(1)

    def created(name, body):
        if name.startswith("elb-tls-first-run-"):
            name = f"{name}-{next(calls)}"
            body = {**body, "ScheduleExpression": "at(2020-01-01T00:00:00)"}
        return create(name, body)

    scheduler._create_schedule = created


def _take_metric_math() -> None:
    """An alarm on an expression is an alarm on the first metric of it: here it is made, and decides nothing."""
    record = provisioners._cw_metric_alarm_record

    def recorded(name, props):
        queries = props.get("Metrics") or []
        stat = next((query["MetricStat"] for query in queries if "MetricStat" in query), None)
        if stat is not None:
            props = {**props, **stat["Metric"], "Period": stat["Period"], "Statistic": stat["Stat"]}
            del props["Metrics"]
        return record(name, props)

    provisioners._cw_metric_alarm_record = recorded
