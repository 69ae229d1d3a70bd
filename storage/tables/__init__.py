"""The tables, as SQLModel classes, one module for each part of the product.

Importing this package registers all of them on `metadata`; migrations are written against it.
"""

from sqlmodel import SQLModel

# Names of constraints that Alembic can say again on both databases.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

from storage.tables import (  # noqa: E402 - after the convention
    announcing,  # noqa: F401
    assets,  # noqa: F401
    comparing,  # noqa: F401
    conversation,  # noqa: F401
    desk,  # noqa: F401
    filing,  # noqa: F401
    helping,  # noqa: F401
    mail,  # noqa: F401
    news,  # noqa: F401
    people,  # noqa: F401
    place,  # noqa: F401
    reporting,  # noqa: F401
    service,  # noqa: F401
)

metadata = SQLModel.metadata
