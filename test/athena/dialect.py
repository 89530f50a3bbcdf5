"""What sqlglot's dialect "athena" makes of the statements on standard input, as JSON: what each is, and its properties."""

import json
import sys

import sqlglot
from sqlglot import exp


def told(statement: str) -> dict[str, object]:
    tree = sqlglot.parse_one(statement, read="athena")
    pairs = {
        each.this.name: each.args["value"].name
        for each in tree.find_all(exp.Property)
        if type(each) is exp.Property
    }
    location = tree.find(exp.LocationProperty)
    return {
        "kind": type(tree).__name__,
        "columns": [column.name for column in tree.find_all(exp.ColumnDef)],
        "properties": pairs,
        "location": location.this.name if location else None,
    }


json.dump([told(statement) for statement in json.load(sys.stdin)], sys.stdout)
