"""Alembic runs this to migrate; the connection and its transaction come from `soleus.store.schema`."""

from alembic import context

from soleus.store.registry import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    user_module_prefix="columns.",
)
context.run_migrations()
