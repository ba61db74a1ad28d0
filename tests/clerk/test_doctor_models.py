"""In every table that is evidence, an edited, a removed and an added row is named. A new model is tried without a line here."""

import pytest
from django.db import connection, models

from evenhand.clerk.doctor import words
from evenhand.records.models import Table, TableClass
from tests.clerk.furnished import House, database_password, evidence, other, sql

pytestmark = pytest.mark.django_db
IN_A_DIGEST = {
    "Account": {"credentials", "key", "login", "name", "public"},
    "PartyToken": {"kind", "salt", "token"},
    "TieToken": {"kind", "salt", "token"},
}
"""Columns that an act vouches for together."""


def names(house: House, table: str) -> list:
    return [trouble for trouble in house.examine().troubles if trouble.table == table]


def columns(model) -> list[models.Field]:
    """The columns that somebody could change; a number that the database gave a row says nothing."""
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]


def identity(model) -> set[str]:
    """The columns that say which row it is, and whose: changed, one row was taken away and another put in."""
    unique = {name for constraint in model._meta.constraints for name in constraint.fields}
    return unique | {model._meta.pk.name, "complaint"}


def a_row(model):
    row = model.objects.order_by("pk").first()
    assert row is not None, (
        f"tests/clerk/furnished.py makes no row of {model.__name__}: add one, so that it is tried."
    )
    return row


def change(row, field: models.Field) -> None:
    model = type(row)
    quote = connection.ops.quote_name
    statement = (
        f"UPDATE {model._meta.db_table} SET {quote(field.column)} = %s WHERE {quote(model._meta.pk.column)} = %s"
    )
    value = other(field, getattr(row, field.attname))
    sql(statement, field.get_db_prep_save(value, connection), row.pk)


@pytest.mark.parametrize("model", evidence(), ids=lambda model: model.__name__)
def test_a_changed_column_is_named(house, model):
    table = model._meta.model_name
    for field in columns(model):
        with database_password():
            row = a_row(model)
            change(row, field)
            found = names(house, table)
        place = f"{model.__name__}.{field.name}"
        assert found, place
        if model.table_class is TableClass.COMMITTED and model.__name__ != "Entry":
            assert any(trouble.act is not None for trouble in found), f"{place}: no act is named"
        elif field.name not in identity(model):
            assert field.name in {trouble.column for trouble in found} | {"body"}, place


@pytest.mark.parametrize("model", evidence(), ids=lambda model: model.__name__)
def test_a_removed_row_is_named(house, model):
    table, key = model._meta.model_name, connection.ops.quote_name(model._meta.pk.column)
    with database_password():
        sql(f"DELETE FROM {model._meta.db_table} WHERE {key} = %s", a_row(model).pk)
        assert names(house, table)


@pytest.mark.parametrize("model", evidence(), ids=lambda model: model.__name__)
def test_an_added_row_is_named(house, model):
    """A copy of a row, with other values where two rows must differ."""
    with database_password():
        row = a_row(model)
        for field in model._meta.concrete_fields:
            if isinstance(field, models.AutoField):
                setattr(row, field.attname, None)
            elif field.unique or field.name in identity(model):
                setattr(row, field.attname, other(field, getattr(row, field.attname)))
        row.save(force_insert=True)
        found = names(house, model._meta.model_name)
    assert found


def test_every_table_that_is_evidence_is_explained_in_words():
    assert {model._meta.model_name for model in evidence()} == words.MEANING.keys() == words.NOUN.keys()


def test_every_model_declares_what_its_rows_are_worth():
    assert all(isinstance(model.table_class, TableClass) for model in Table.__subclasses__())
