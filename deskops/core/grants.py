"""What the web's role may do in the database, given anew after every migration."""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from psycopg import sql

from .append_only import append_only_tables, written_by_functions


def grant_web_role(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """Give the web's role rows of every table, only new rows of those that only grow.

    Tables written by functions of the database it may read.

    It runs once per `migrate`, after the last app. The role may neither TRUNCATE nor alter anything.
    Nothing is to do where owner and web are one role.
    """
    connection = connections[using]
    role = settings.WEB_DATABASE_ROLE
    last = [app for app in apps.get_app_configs() if app.models_module][-1]
    if sender != last or role == connection.settings_dict["USER"]:
        return
    web = sql.Identifier(role)
    schema = sql.Identifier("public")
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        grown = sorted(append_only_tables() & present)
        read = sorted(written_by_functions & present)
        for text in (
            "GRANT USAGE ON SCHEMA {schema} TO {web}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {web}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {web}",
            "REVOKE TRUNCATE ON ALL TABLES IN SCHEMA {schema} FROM {web}",
            "REVOKE INSERT, UPDATE, DELETE ON {migrations} FROM {web}",
        ):
            cursor.execute(
                sql.SQL(text).format(schema=schema, web=web, migrations=sql.Identifier("django_migrations"))
            )
        for tables, rights in ((grown, "UPDATE, DELETE"), (read, "INSERT, UPDATE, DELETE")):
            if tables:
                named = sql.SQL(", ").join(map(sql.Identifier, tables))
                cursor.execute(sql.SQL("REVOKE {} ON {} FROM {}").format(sql.SQL(rights), named, web))
