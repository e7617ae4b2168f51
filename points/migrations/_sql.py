import re
from pathlib import Path

from django.db import migrations


def script(name: str, undo: str) -> migrations.RunSQL:
    """This function will give the operation that runs a file of sql/, and the statement that undoes it."""
    return migrations.RunSQL(text(name), undo)


def text(name: str) -> str:
    """This function will give a file of sql/ as it stands."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def again(name: str) -> str:
    """This function will give a file of sql/ that holds only functions so that it replaces those that are there."""
    return text(name).replace("\nCREATE FUNCTION ", "\nCREATE OR REPLACE FUNCTION ")


def functions_of(name: str) -> str:
    """This function will give the functions that a file of sql/ says anew, without the rest of it."""
    return "\n".join(re.findall(r"^CREATE OR REPLACE FUNCTION .*?^END \$\$;$", text(name), re.MULTILINE | re.DOTALL))


def only(name: str, *functions: str) -> str:
    """This function will give some functions of a file of sql/ so that they replace those that are there."""
    blocks = again(name).split("\nCREATE OR REPLACE FUNCTION ")[1:]
    found = {block.partition("(")[0]: f"CREATE OR REPLACE FUNCTION {block}" for block in blocks}
    return "\n".join(found[function] for function in functions) + "\n"


def drop(condition: str) -> str:
    """This function will give a block that drops every function of ours whose `proname` meets a condition."""
    return f"""
        DO $$ DECLARE v oid; BEGIN
            FOR v IN SELECT oid FROM pg_proc WHERE proname LIKE 'points\\_%' AND ({condition}) LOOP
                -- One that leant on another has gone with it.
                IF EXISTS (SELECT FROM pg_proc WHERE oid = v) THEN
                    EXECUTE format('DROP FUNCTION %s CASCADE', v::regprocedure);
                END IF;
            END LOOP;
        END $$
    """  # noqa: S608 - our own names only
