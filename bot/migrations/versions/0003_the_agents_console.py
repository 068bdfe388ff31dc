"""The agents' console."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('agents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('login', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('role', sa.Enum('trainer', 'agent', 'lead', 'admin', name='role', native_enum=False, length=10), nullable=False),
    sa.Column('groups', sa.JSON(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('must_change_password', sa.Boolean(), nullable=False),
    sa.Column('presence', sa.Enum('online', 'away', 'offline', name='presence', native_enum=False, length=10), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('login')
    )
    op.create_table('agent_sessions',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('csrf', sa.String(length=64), nullable=False),
    sa.Column('begun_at', sa.DateTime(), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id']),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('agent_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agent_sessions_agent_id'), ['agent_id'], unique=False)
    op.create_table('login_failures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('login', sa.String(length=40), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('login_failures', schema=None) as batch_op:
        batch_op.create_index('ix_login_failures_at', ['at'], unique=False)

    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('agent_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('group_key', sa.String(length=30), nullable=True))
        batch_op.add_column(sa.Column('priority', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('reply_due_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('warn_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('agent_read_id', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('hand_offs', schema=None) as batch_op:
        batch_op.add_column(sa.Column('intent', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('mood', sa.String(length=10), nullable=False, server_default='calm'))
        batch_op.add_column(sa.Column('rule', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('suggestions', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('group_key', sa.String(length=30), nullable=True))
        batch_op.add_column(sa.Column('passed_by', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('replied_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('agent_id', sa.Integer(), nullable=True))
    # Recreating this one would lose SQLite's promise never to give an id twice; adding columns does not.
    op.add_column('messages', sa.Column('agent_id', sa.Integer(), nullable=True))
    op.add_column('messages', sa.Column('recalled_at', sa.DateTime(), nullable=True))
    op.add_column('messages', sa.Column('taken_at', sa.DateTime(), nullable=True))
    op.add_column('messages', sa.Column('liked', sa.Boolean(), nullable=True))
    op.create_index('ix_messages_at', 'messages', ['at', 'author', 'conversation_id'], unique=False)
    op.create_index('ix_orders_paid', 'orders', ['paid_at'], unique=False)
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.alter_column('conversation_id', existing_type=sa.String(length=32), nullable=True)

    op.create_table('journal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=True),
    sa.Column('agent_id', sa.Integer(), nullable=True),
    sa.Column('group_key', sa.String(length=30), nullable=True),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.create_index('ix_journal_at', ['at', 'kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_journal_conversation_id'), ['conversation_id'], unique=False)
    op.create_table('audit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=True),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index('ix_audit_agent', ['agent_id', 'at'], unique=False)
        batch_op.create_index('ix_audit_at', ['at'], unique=False)
    op.create_table('tickets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=True),
    sa.Column('hand_off_id', sa.Integer(), nullable=True),
    sa.Column('shopper_id', sa.String(length=64), nullable=True),
    sa.Column('order_number', sa.String(length=32), nullable=True),
    sa.Column('group_key', sa.String(length=30), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=True),
    sa.Column('opened_by', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('due_told_at', sa.DateTime(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id']),
    sa.ForeignKeyConstraint(['closed_by'], ['agents.id']),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id']),
    sa.ForeignKeyConstraint(['hand_off_id'], ['hand_offs.id']),
    sa.ForeignKeyConstraint(['opened_by'], ['agents.id']),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.create_index('ix_tickets_due', ['closed_at', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_tickets_agent_id'), ['agent_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tickets_conversation_id'), ['conversation_id'], unique=False)
    op.create_table('notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=True),
    sa.Column('shopper_id', sa.String(length=64), nullable=True),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('after_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id']),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id']),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notes_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notes_shopper_id'), ['shopper_id'], unique=False)
    op.create_table('canned_replies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=True),
    sa.Column('folder', sa.String(length=30), nullable=False),
    sa.Column('shortcut', sa.String(length=30), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('upload_id', sa.String(length=32), nullable=True),
    sa.Column('times_used', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id']),
    sa.ForeignKeyConstraint(['upload_id'], ['uploads.id']),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('canned_replies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_canned_replies_agent_id'), ['agent_id'], unique=False)
    op.create_table('ratings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hand_off_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=True),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('word', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id']),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id']),
    sa.ForeignKeyConstraint(['hand_off_id'], ['hand_offs.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('hand_off_id')
    )
    with op.batch_alter_table('ratings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ratings_conversation_id'), ['conversation_id'], unique=False)
    op.create_table('inspections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hand_off_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id']),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id']),
    sa.ForeignKeyConstraint(['hand_off_id'], ['hand_offs.id']),
    sa.ForeignKeyConstraint(['lead_id'], ['agents.id']),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('inspections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspections_hand_off_id'), ['hand_off_id'], unique=False)
    op.create_table('corrections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('agent_id', sa.Integer(), nullable=False),
    sa.Column('intent', sa.String(length=60), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('context', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agents.id']),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id']),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id']),
    sa.PrimaryKeyConstraint('id')
    )


def downgrade() -> None:
    for table in ('corrections', 'inspections', 'ratings', 'canned_replies', 'notes', 'tickets', 'audit', 'journal'):
        op.drop_table(table)
    op.execute("DELETE FROM uploads WHERE conversation_id IS NULL")
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.alter_column('conversation_id', existing_type=sa.String(length=32), nullable=False)
    op.drop_index('ix_orders_paid', 'orders')
    op.drop_index('ix_messages_at', 'messages')
    for column in ('liked', 'taken_at', 'recalled_at', 'agent_id'):
        op.drop_column('messages', column)
    with op.batch_alter_table('hand_offs', schema=None) as batch_op:
        for column in ('agent_id', 'replied_at', 'passed_by', 'group_key', 'suggestions', 'rule', 'mood', 'intent'):
            batch_op.drop_column(column)
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        for column in ('agent_read_id', 'warn_at', 'reply_due_at', 'priority', 'group_key', 'agent_id'):
            batch_op.drop_column(column)
    op.drop_table('login_failures')
    op.drop_table('agent_sessions')
    op.drop_table('agents')
