"""The shop behind the answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('aftersale_cases',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.String(length=80), nullable=False),
    sa.Column('order_number', sa.String(length=32), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=True),
    sa.Column('wish', sa.String(length=20), nullable=False),
    sa.Column('cause', sa.String(length=20), nullable=False),
    sa.Column('status', sa.Enum('review', 'approved', 'returning', 'received', 'done', 'rejected', 'withdrawn', name='casestatus', native_enum=False, length=12), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('decision', sa.String(length=20), nullable=False),
    sa.Column('rule', sa.String(length=60), nullable=False),
    sa.Column('freight_payer', sa.String(length=10), nullable=False),
    sa.Column('detail', sa.String(length=500), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('refund_fen', sa.Integer(), nullable=False),
    sa.Column('order_status', sa.String(length=20), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('request_id')
    )
    with op.batch_alter_table('aftersale_cases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_aftersale_cases_order_number'), ['order_number'], unique=False)

    op.create_table('coupons',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('begins_at', sa.DateTime(), nullable=True),
    sa.Column('ends_at', sa.DateTime(), nullable=True),
    sa.Column('threshold_fen', sa.Integer(), nullable=False),
    sa.Column('discount_fen', sa.Integer(), nullable=False),
    sa.Column('categories', sa.String(length=200), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('audience', sa.String(length=80), nullable=False),
    sa.Column('first_order', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('follow_ups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_number', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('done_at', sa.DateTime(), nullable=True),
    sa.Column('rule', sa.String(length=60), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('order_number', 'kind')
    )
    with op.batch_alter_table('follow_ups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_ups_order_number'), ['order_number'], unique=False)

    op.create_table('invoices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_number', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('tax_number', sa.String(length=20), nullable=False),
    sa.Column('email', sa.String(length=100), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('requested_at', sa.DateTime(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('issued_at', sa.DateTime(), nullable=True),
    sa.Column('replaces', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('invoices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invoices_order_number'), ['order_number'], unique=False)

    op.create_table('order_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.String(length=80), nullable=False),
    sa.Column('order_number', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('rule', sa.String(length=60), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('request_id')
    )
    with op.batch_alter_table('order_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_changes_order_number'), ['order_number'], unique=False)

    op.create_table('order_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_number', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('order_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_notes_order_number'), ['order_number'], unique=False)

    op.create_table('profiles',
    sa.Column('owner', sa.String(length=80), nullable=False),
    sa.Column('height_cm', sa.Float(), nullable=True),
    sa.Column('weight_kg', sa.Float(), nullable=True),
    sa.Column('foot_length_cm', sa.Float(), nullable=True),
    sa.Column('bust_cm', sa.Float(), nullable=True),
    sa.Column('waist_cm', sa.Float(), nullable=True),
    sa.Column('hip_cm', sa.Float(), nullable=True),
    sa.Column('usual_size', sa.String(length=20), nullable=True),
    sa.Column('fit_wish', sa.String(length=10), nullable=True),
    sa.Column('preferences', sa.JSON(), nullable=False),
    sa.Column('prompts_refused_at', sa.DateTime(), nullable=True),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('owner')
    )
    op.create_table('promotions',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('begins_at', sa.DateTime(), nullable=True),
    sa.Column('ends_at', sa.DateTime(), nullable=True),
    sa.Column('threshold_fen', sa.Integer(), nullable=False),
    sa.Column('discount_fen', sa.Integer(), nullable=False),
    sa.Column('repeats', sa.Boolean(), nullable=False),
    sa.Column('categories', sa.String(length=200), nullable=False),
    sa.Column('piece_limit', sa.Integer(), nullable=True),
    sa.Column('gift', sa.String(length=80), nullable=False),
    sa.Column('add_on', sa.String(length=80), nullable=False),
    sa.Column('add_on_fen', sa.Integer(), nullable=True),
    sa.Column('with_coupon', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('refunds',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('payment_id', sa.String(length=64), nullable=False),
    sa.Column('order_number', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=80), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('gateway_number', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('refunds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refunds_order_number'), ['order_number'], unique=False)
        batch_op.create_index(batch_op.f('ix_refunds_payment_id'), ['payment_id'], unique=False)

    op.create_table('restock_wishes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('sku_id', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('told_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('conversation_id', 'sku_id')
    )
    with op.batch_alter_table('restock_wishes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_restock_wishes_sku_id'), ['sku_id'], unique=False)

    op.create_table('case_events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('status', sa.Enum('review', 'approved', 'returning', 'received', 'done', 'rejected', 'withdrawn', name='casestatus', native_enum=False, length=12), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['aftersale_cases.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('case_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_events_case_id'), ['case_id'], unique=False)

    op.create_table('outbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('about', sa.String(length=40), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('planned_at', sa.DateTime(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('why', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index('ix_outbox_due', ['state', 'due_at'], unique=False)

    op.create_table('owned_coupons',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('coupon_id', sa.String(length=32), nullable=False),
    sa.Column('customer_id', sa.String(length=64), nullable=False),
    sa.Column('got_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=True),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.Column('order_number', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['coupon_id'], ['coupons.id'], ),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('owned_coupons', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_owned_coupons_customer_id'), ['customer_id'], unique=False)

    op.create_table('unpaid_reasons',
    sa.Column('order_number', sa.String(length=32), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('reason', sa.String(length=12), nullable=False),
    sa.Column('told_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('order_number')
    )
    op.create_table('uploads',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('media_type', sa.String(length=20), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_uploads_conversation_id'), ['conversation_id'], unique=False)

    op.create_table('order_events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_number', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('status', sa.Enum('pending_payment', 'paid', 'packing', 'shipped', 'delivered', 'completed', 'cancelled', 'refunding', 'refunded', name='orderstatus', native_enum=False, length=20), nullable=False),
    sa.ForeignKeyConstraint(['order_number'], ['orders.number'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('order_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_events_order_number'), ['order_number'], unique=False)

    op.create_table('payments',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('order_number', sa.String(length=32), nullable=False),
    sa.Column('gateway', sa.String(length=20), nullable=False),
    sa.Column('method', sa.String(length=20), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('failure', sa.String(length=40), nullable=False),
    sa.Column('gateway_number', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['order_number'], ['orders.number'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('gateway_number')
    )
    with op.batch_alter_table('payments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payments_order_number'), ['order_number'], unique=False)

    op.create_table('price_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sku_id', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('price_fen', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('price_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_price_changes_sku_id'), ['sku_id'], unique=False)

    # Its rows last a day; a foreign key without a name cannot be dropped by SQLite.
    op.drop_table('order_proofs')
    op.create_table('order_proofs',
    sa.Column('visitor', sa.String(length=64), nullable=False),
    sa.Column('order_number', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('visitor', 'order_number')
    )

    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('promotion_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('coupon_id', sa.String(length=32), nullable=True))
        batch_op.create_index('ix_orders_unpaid', ['status', 'pay_before'], unique=False)

    with op.batch_alter_table('proof_tries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('digest', sa.String(length=64), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_proof_tries_digest'), ['digest'], unique=False)

    with op.batch_alter_table('size_charts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('brand', sa.String(length=40), nullable=False, server_default=''))

    with op.batch_alter_table('size_rows', schema=None) as batch_op:
        batch_op.add_column(sa.Column('bust_min', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('bust_max', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('waist_min', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('waist_max', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('hip_min', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('hip_max', sa.Float(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('size_rows', schema=None) as batch_op:
        batch_op.drop_column('hip_max')
        batch_op.drop_column('hip_min')
        batch_op.drop_column('waist_max')
        batch_op.drop_column('waist_min')
        batch_op.drop_column('bust_max')
        batch_op.drop_column('bust_min')

    with op.batch_alter_table('proof_tries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proof_tries_digest'))
        batch_op.drop_column('digest')

    with op.batch_alter_table('size_charts', schema=None) as batch_op:
        batch_op.drop_column('brand')

    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_index('ix_orders_unpaid')
        batch_op.drop_column('coupon_id')
        batch_op.drop_column('promotion_id')

    op.drop_table('order_proofs')
    op.create_table('order_proofs',
    sa.Column('visitor', sa.String(length=64), nullable=False),
    sa.Column('order_number', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['order_number'], ['orders.number'], ),
    sa.PrimaryKeyConstraint('visitor', 'order_number')
    )

    with op.batch_alter_table('price_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_price_changes_sku_id'))

    op.drop_table('price_changes')
    with op.batch_alter_table('payments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_payments_order_number'))

    op.drop_table('payments')
    with op.batch_alter_table('order_events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_order_events_order_number'))

    op.drop_table('order_events')
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_uploads_conversation_id'))

    op.drop_table('uploads')
    with op.batch_alter_table('owned_coupons', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_owned_coupons_customer_id'))

    op.drop_table('owned_coupons')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_due')
        batch_op.drop_index(batch_op.f('ix_outbox_conversation_id'))

    op.drop_table('outbox')
    with op.batch_alter_table('case_events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_events_case_id'))

    op.drop_table('case_events')
    with op.batch_alter_table('restock_wishes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_restock_wishes_sku_id'))

    op.drop_table('restock_wishes')
    with op.batch_alter_table('refunds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_refunds_payment_id'))
        batch_op.drop_index(batch_op.f('ix_refunds_order_number'))

    op.drop_table('refunds')
    op.drop_table('unpaid_reasons')
    op.drop_table('promotions')
    op.drop_table('profiles')
    with op.batch_alter_table('order_notes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_order_notes_order_number'))

    op.drop_table('order_notes')
    with op.batch_alter_table('order_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_order_changes_order_number'))

    op.drop_table('order_changes')
    with op.batch_alter_table('invoices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invoices_order_number'))

    op.drop_table('invoices')
    with op.batch_alter_table('follow_ups', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_follow_ups_order_number'))

    op.drop_table('follow_ups')
    op.drop_table('coupons')
    with op.batch_alter_table('aftersale_cases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_aftersale_cases_order_number'))

    op.drop_table('aftersale_cases')
