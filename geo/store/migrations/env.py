"""What Alembic runs: the migrations, on the connection that it was given."""

from alembic import context

from geo.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
