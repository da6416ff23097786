"""What became of each alert; what people were told, how they want to be told, and every attempt to reach them."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from db.rls import secure

revision = '20261127_01'
down_revision = '20261123_02'
branch_labels = None
depends_on = None

TABLES = "notification_channels notification_preferences alert_changes notifications notification_deliveries".split()


def upgrade() -> None:
    op.add_column('alerts', sa.Column('campaign_id', sa.Uuid(), nullable=True))
    op.add_column('alerts', sa.Column('rung', sa.BigInteger(), server_default='1', nullable=False))
    op.create_table('notification_channels',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('hint', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('secret', sa.Text(), nullable=True),
    sa.Column('pace', sa.Text(), server_default='at_once', nullable=False),
    sa.Column('is_active', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("kind IN ('email', 'slack', 'telegram', 'teams', 'webhook')", name=op.f('ck_notification_channels_kind')),
    sa.CheckConstraint("pace IN ('at_once', 'daily', 'weekly')", name=op.f('ck_notification_channels_pace')),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_notification_channels_org_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notification_channels_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_notification_channels'))
    )
    op.create_index('idx_notification_channels_user', 'notification_channels', ['org_id', 'user_id'], unique=False)
    op.create_table('notification_preferences',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('least', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('timezone', sa.Text(), nullable=True),
    sa.Column('quiet_from', sa.Text(), nullable=True),
    sa.Column('quiet_until', sa.Text(), nullable=True),
    sa.Column('critical_passes', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('digest_hour', sa.BigInteger(), server_default='8', nullable=False),
    sa.Column('digest_weekday', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_notification_preferences_org_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notification_preferences_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'user_id', name=op.f('pk_notification_preferences'))
    )
    op.create_table('alert_changes',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('alert_id', sa.Uuid(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('severity', sa.Text(), nullable=False),
    sa.Column('snoozed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("action IN ('opened', 'rose', 'acknowledged', 'snoozed', 'returned', 'resolved', 'reopened')", name=op.f('ck_alert_changes_action')),
    sa.ForeignKeyConstraint(['org_id', 'alert_id'], ['alerts.org_id', 'alerts.id'], name=op.f('fk_alert_changes_org_id_alert_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_alert_changes_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_alert_changes'))
    )
    op.create_index('idx_alert_changes_alert', 'alert_changes', ['org_id', 'alert_id', 'created_at'], unique=False)
    op.drop_table('notifications')
    op.create_table('notifications',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('severity', sa.Text(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('alert_id', sa.Uuid(), nullable=True),
    sa.Column('in_app', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("severity IN ('info', 'warning', 'error', 'critical')", name=op.f('ck_notifications_severity')),
    sa.ForeignKeyConstraint(['org_id', 'alert_id'], ['alerts.org_id', 'alerts.id'], name=op.f('fk_notifications_org_id_alert_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_notifications_org_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notifications_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_notifications')),
    sa.UniqueConstraint('org_id', 'user_id', 'key', name=op.f('uq_notifications_org_id_user_id_key'))
    )
    op.create_index('idx_notifications_user', 'notifications', ['org_id', 'user_id', 'created_at'], unique=False)
    op.create_index('idx_notifications_unread', 'notifications', ['org_id', 'user_id'], unique=False, postgresql_where=sa.text("read_at IS NULL AND in_app"))
    op.create_table('notification_deliveries',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('notification_id', sa.Uuid(), nullable=False),
    sa.Column('channel_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Text(), server_default='waiting', nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('digest_for', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("status IN ('waiting', 'sending', 'sent', 'dead')", name=op.f('ck_notification_deliveries_status')),
    sa.ForeignKeyConstraint(['org_id', 'channel_id'], ['notification_channels.org_id', 'notification_channels.id'], name=op.f('fk_notification_deliveries_org_id_channel_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id', 'notification_id'], ['notifications.org_id', 'notifications.id'], name=op.f('fk_notification_deliveries_org_id_notification_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_notification_deliveries_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_notification_deliveries')),
    sa.UniqueConstraint('org_id', 'notification_id', 'channel_id', name=op.f('uq_notification_deliveries_org_id_notification_id_channel_id'))
    )
    op.create_index('idx_notification_deliveries_channel', 'notification_deliveries', ['org_id', 'channel_id', 'created_at'], unique=False)
    op.create_index('idx_notification_deliveries_due', 'notification_deliveries', ['org_id', 'due_at'], unique=False, postgresql_where=sa.text("status IN ('waiting', 'sending')"))
    for table in TABLES:
        for statement in secure(table):
            op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.create_table('notifications',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('alert_id', sa.Uuid(), nullable=True),
    sa.Column('channel', sa.Text(), server_default='in_app', nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['org_id', 'alert_id'], ['alerts.org_id', 'alerts.id'], name=op.f('fk_notifications_org_id_alert_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_notifications_org_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notifications_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_notifications'))
    )
    op.create_index('idx_notifications_user', 'notifications', ['org_id', 'user_id', 'read_at'], unique=False)
    for statement in secure('notifications'):
        op.execute(statement)
    op.drop_column('alerts', 'rung')
    op.drop_column('alerts', 'campaign_id')
