"""Webhooks and who they are for; profiles, leads and comments; files that people bring; the platforms' own words."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from db.rls import secure, share

revision = '20261123_01'
down_revision = '20261122_03'
branch_labels = None
depends_on = None

TABLES = "profiles leads comments imports raw_answers webhook_routes webhook_endpoints".split()


def upgrade() -> None:
    op.create_table('security_events',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('platform', sa.Text(), server_default='', nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), server_default='', nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_security_events'))
    )
    op.create_index('idx_security_events_created', 'security_events', ['created_at'], unique=False)
    op.create_table('webhook_endpoints',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('secrets', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('key_hash', sa.Text(), nullable=True),
    sa.Column('is_active', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("platform IN ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')", name=op.f('ck_webhook_endpoints_platform')),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_webhook_endpoints_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_webhook_endpoints')),
    sa.UniqueConstraint('org_id', 'platform', name=op.f('uq_webhook_endpoints_org_id_platform'))
    )
    op.create_index('idx_webhook_endpoints_key', 'webhook_endpoints', ['key_hash'], unique=False)
    op.create_table('comments',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('integration_id', sa.Uuid(), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), server_default='comment', nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('post_external_id', sa.Text(), server_default='', nullable=False),
    sa.Column('author', sa.Text(), server_default='', nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("platform IN ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')", name=op.f('ck_comments_platform')),
    sa.ForeignKeyConstraint(['org_id', 'integration_id'], ['integrations.org_id', 'integrations.id'], name=op.f('fk_comments_org_id_integration_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_comments_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_comments')),
    sa.UniqueConstraint('org_id', 'platform', 'external_id', name=op.f('uq_comments_org_id_platform_external_id'))
    )
    op.create_index('idx_comments_org_written', 'comments', ['org_id', 'written_at'], unique=False)
    op.create_table('imports',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('integration_id', sa.Uuid(), nullable=True),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('file_hash', sa.Text(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('choices', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('status', sa.Text(), server_default='preview', nullable=False),
    sa.Column('rows', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('created', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('updated', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('unchanged', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('errors', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False),
    sa.Column('requested_by', sa.Uuid(), nullable=True),
    sa.Column('error', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("platform IN ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')", name=op.f('ck_imports_platform')),
    sa.CheckConstraint("status IN ('preview', 'running', 'done', 'failed')", name=op.f('ck_imports_status')),
    sa.ForeignKeyConstraint(['org_id', 'integration_id'], ['integrations.org_id', 'integrations.id'], name=op.f('fk_imports_org_id_integration_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_imports_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_imports'))
    )
    op.create_index('idx_imports_org_created', 'imports', ['org_id', 'created_at'], unique=False)
    op.create_table('leads',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('integration_id', sa.Uuid(), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('form_id', sa.Text(), server_default='', nullable=False),
    sa.Column('form_name', sa.Text(), server_default='', nullable=False),
    sa.Column('campaign_id', sa.Text(), server_default='', nullable=False),
    sa.Column('ad_set_id', sa.Text(), server_default='', nullable=False),
    sa.Column('ad_id', sa.Text(), server_default='', nullable=False),
    sa.Column('fields', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('is_test', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("platform IN ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')", name=op.f('ck_leads_platform')),
    sa.ForeignKeyConstraint(['org_id', 'integration_id'], ['integrations.org_id', 'integrations.id'], name=op.f('fk_leads_org_id_integration_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_leads_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_leads')),
    sa.UniqueConstraint('org_id', 'platform', 'external_id', name=op.f('uq_leads_org_id_platform_external_id'))
    )
    op.create_index('idx_leads_org_submitted', 'leads', ['org_id', 'submitted_at'], unique=False)
    op.create_table('profiles',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('integration_id', sa.Uuid(), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), server_default='', nullable=False),
    sa.Column('access_token', sa.Text(), nullable=True),
    sa.Column('is_active', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("platform IN ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')", name=op.f('ck_profiles_platform')),
    sa.ForeignKeyConstraint(['org_id', 'integration_id'], ['integrations.org_id', 'integrations.id'], name=op.f('fk_profiles_org_id_integration_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_profiles_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_profiles')),
    sa.UniqueConstraint('org_id', 'platform', 'kind', 'external_id', name=op.f('uq_profiles_org_id_platform_kind_external_id'))
    )
    op.create_table('raw_answers',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('integration_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=True),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('calls', sa.BigInteger(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['org_id', 'integration_id'], ['integrations.org_id', 'integrations.id'], name=op.f('fk_raw_answers_org_id_integration_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_raw_answers_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_raw_answers')),
    sa.UniqueConstraint('org_id', 'integration_id', 'name', name=op.f('uq_raw_answers_org_id_integration_id_name'))
    )
    op.create_table('webhook_routes',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('integration_id', sa.Uuid(), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('is_real', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("platform IN ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')", name=op.f('ck_webhook_routes_platform')),
    sa.ForeignKeyConstraint(['org_id', 'integration_id'], ['integrations.org_id', 'integrations.id'], name=op.f('fk_webhook_routes_org_id_integration_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_webhook_routes_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_webhook_routes')),
    sa.UniqueConstraint('org_id', 'platform', 'owner', 'external_id', name=op.f('uq_webhook_routes_org_id_platform_owner_external_id'))
    )
    op.create_index('idx_webhook_routes_found', 'webhook_routes', ['platform', 'owner', 'external_id'], unique=False)
    op.create_index('uq_webhook_routes_one_org', 'webhook_routes', ['platform', 'owner', 'external_id'], unique=True, postgresql_where=sa.text('is_real'))
    op.add_column('integrations', sa.Column('source', sa.Text(), server_default='api', nullable=False))
    op.add_column('social_posts', sa.Column('profile_id', sa.Uuid(), nullable=True))
    op.add_column('social_posts', sa.Column('url', sa.Text(), server_default='', nullable=False))
    op.add_column('webhook_deliveries', sa.Column('attempts', sa.BigInteger(), server_default='0', nullable=False))
    op.execute("UPDATE webhook_deliveries SET error = NULL")
    op.alter_column("webhook_deliveries", "error", type_=postgresql.JSONB(), postgresql_using="error::jsonb")
    op.create_check_constraint("source", "integrations", "source IN ('api', 'file')")
    op.create_check_constraint("status", "webhook_deliveries", "status IN ('received', 'done', 'ignored', 'failed')")
    for table in TABLES:
        for statement in secure(table):
            op.execute(statement)
    for statement in share("security_events", "SELECT, INSERT, DELETE"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_constraint("ck_webhook_deliveries_status", "webhook_deliveries")
    op.drop_constraint("ck_integrations_source", "integrations")
    op.alter_column("webhook_deliveries", "error", type_=sa.Text(), postgresql_using="error::text")
    op.drop_column('webhook_deliveries', 'attempts')
    op.drop_column('social_posts', 'url')
    op.drop_column('social_posts', 'profile_id')
    op.drop_column('integrations', 'source')
    op.drop_index('uq_webhook_routes_one_org', table_name='webhook_routes')
    op.drop_index('idx_webhook_routes_found', table_name='webhook_routes')
    op.drop_table('webhook_routes')
    op.drop_table('raw_answers')
    op.drop_table('profiles')
    op.drop_index('idx_leads_org_submitted', table_name='leads')
    op.drop_table('leads')
    op.drop_index('idx_imports_org_created', table_name='imports')
    op.drop_table('imports')
    op.drop_index('idx_comments_org_written', table_name='comments')
    op.drop_table('comments')
    op.drop_index('idx_webhook_endpoints_key', table_name='webhook_endpoints')
    op.drop_table('webhook_endpoints')
    op.drop_index('idx_security_events_created', table_name='security_events')
    op.drop_table('security_events')
