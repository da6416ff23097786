"""How campaigns do and where their days were expected; budgets that were crossed, and the pauses that followed."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from db.rls import secure

revision = '20261127_02'
down_revision = '20261127_01'
branch_labels = None
depends_on = None

TABLES = "budget_crossings campaign_performance expected_ranges budget_pauses".split()


def upgrade() -> None:
    op.create_table('budget_crossings',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ad_campaign_id', sa.Uuid(), nullable=True),
    sa.Column('campaign_id', sa.Uuid(), nullable=True),
    sa.Column('period', sa.Date(), nullable=False),
    sa.Column('threshold', sa.BigInteger(), nullable=False),
    sa.Column('spent_micros', sa.BigInteger(), nullable=False),
    sa.Column('budget_micros', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('expected_pct', sa.Double(), nullable=True),
    sa.Column('is_alerted', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('num_nonnulls(ad_campaign_id, campaign_id) > 0', name=op.f('ck_budget_crossings_one_subject')),
    sa.ForeignKeyConstraint(['org_id', 'ad_campaign_id'], ['ad_campaigns.org_id', 'ad_campaigns.id'], name=op.f('fk_budget_crossings_org_id_ad_campaign_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id', 'campaign_id'], ['campaigns.org_id', 'campaigns.id'], name=op.f('fk_budget_crossings_org_id_campaign_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_budget_crossings_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_budget_crossings'))
    )
    op.create_index('uq_budget_crossings_one_standing', 'budget_crossings', ['org_id', 'ad_campaign_id', 'campaign_id', 'period', 'threshold'], unique=True, postgresql_where=sa.text('closed_at IS NULL'), postgresql_nulls_not_distinct=True)
    op.create_table('campaign_performance',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('ad_campaign_id', sa.Uuid(), nullable=False),
    sa.Column('integration_id', sa.Uuid(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('impressions', sa.BigInteger(), nullable=False),
    sa.Column('clicks', sa.BigInteger(), nullable=False),
    sa.Column('spend_micros', sa.BigInteger(), nullable=False),
    sa.Column('conversions', sa.Numeric(precision=18, scale=4), nullable=True),
    sa.Column('value_micros', sa.BigInteger(), nullable=True),
    sa.Column('value_source', sa.Text(), nullable=False),
    sa.Column('ctr', sa.Double(), sa.Computed('CAST(clicks AS double precision) / NULLIF(impressions, 0)', persisted=True), nullable=True),
    sa.Column('cpc_micros', sa.Double(), sa.Computed('CAST(spend_micros AS double precision) / NULLIF(clicks, 0)', persisted=True), nullable=True),
    sa.Column('cpm_micros', sa.Double(), sa.Computed('CAST(spend_micros * 1000 AS double precision) / NULLIF(impressions, 0)', persisted=True), nullable=True),
    sa.Column('cpa_micros', sa.Double(), sa.Computed('CAST(spend_micros AS double precision) / NULLIF(conversions, 0)', persisted=True), nullable=True),
    sa.Column('conversion_rate', sa.Double(), sa.Computed('CAST(conversions AS double precision) / NULLIF(clicks, 0)', persisted=True), nullable=True),
    sa.Column('roas', sa.Double(), sa.Computed('CAST(value_micros AS double precision) / NULLIF(spend_micros, 0)', persisted=True), nullable=True),
    sa.Column('roi', sa.Double(), sa.Computed('CAST((value_micros - spend_micros) AS double precision) / NULLIF(spend_micros, 0)', persisted=True), nullable=True),
    sa.Column('budget_micros', sa.BigInteger(), nullable=True),
    sa.Column('budget_changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('computed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("value_source IN ('platform', 'org', 'both', 'none')", name=op.f('ck_campaign_performance_value_source')),
    sa.ForeignKeyConstraint(['org_id', 'ad_campaign_id'], ['ad_campaigns.org_id', 'ad_campaigns.id'], name=op.f('fk_campaign_performance_org_id_ad_campaign_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_campaign_performance_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'ad_campaign_id', name=op.f('pk_campaign_performance'))
    )
    op.create_index('idx_campaign_performance_integration', 'campaign_performance', ['org_id', 'integration_id'], unique=False)
    op.create_table('expected_ranges',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('ad_campaign_id', sa.Uuid(), nullable=False),
    sa.Column('metric', sa.Text(), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('low', sa.Double(), nullable=False),
    sa.Column('middle', sa.Double(), nullable=False),
    sa.Column('high', sa.Double(), nullable=False),
    sa.Column('actual', sa.Double(), nullable=True),
    sa.Column('is_anomaly', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('alerted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("metric IN ('spend', 'impressions', 'clicks', 'ctr', 'cpm', 'conversions')", name=op.f('ck_expected_ranges_metric')),
    sa.ForeignKeyConstraint(['org_id', 'ad_campaign_id'], ['ad_campaigns.org_id', 'ad_campaigns.id'], name=op.f('fk_expected_ranges_org_id_ad_campaign_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_expected_ranges_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'ad_campaign_id', 'metric', 'date', name=op.f('pk_expected_ranges'))
    )
    op.create_index('idx_expected_ranges_odd', 'expected_ranges', ['org_id', 'date'], unique=False, postgresql_where=sa.text('is_anomaly'))
    op.create_table('budget_pauses',
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ad_campaign_id', sa.Uuid(), nullable=False),
    sa.Column('crossing_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Text(), server_default='pausing', nullable=False),
    sa.Column('error', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("status IN ('pausing', 'paused', 'failed', 'resuming', 'ended')", name=op.f('ck_budget_pauses_status')),
    sa.ForeignKeyConstraint(['org_id', 'ad_campaign_id'], ['ad_campaigns.org_id', 'ad_campaigns.id'], name=op.f('fk_budget_pauses_org_id_ad_campaign_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id', 'crossing_id'], ['budget_crossings.org_id', 'budget_crossings.id'], name=op.f('fk_budget_pauses_org_id_crossing_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_budget_pauses_org_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('org_id', 'id', name=op.f('pk_budget_pauses')),
    sa.UniqueConstraint('org_id', 'crossing_id', 'ad_campaign_id', name=op.f('uq_budget_pauses_org_id_crossing_id_ad_campaign_id'))
    )
    op.create_index('idx_budget_pauses_campaign', 'budget_pauses', ['org_id', 'ad_campaign_id'], unique=False)
    op.add_column('ad_campaigns', sa.Column('auto_pause', sa.Boolean(), nullable=True))
    op.add_column('integrations', sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True))
    for table in TABLES:
        for statement in secure(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_column('integrations', 'looked_at')
    op.drop_column('ad_campaigns', 'auto_pause')
    op.drop_index('idx_budget_pauses_campaign', table_name='budget_pauses')
    op.drop_table('budget_pauses')
    op.drop_index('idx_expected_ranges_odd', table_name='expected_ranges', postgresql_where=sa.text('is_anomaly'))
    op.drop_table('expected_ranges')
    op.drop_index('idx_campaign_performance_integration', table_name='campaign_performance')
    op.drop_table('campaign_performance')
    op.drop_index('uq_budget_crossings_one_standing', table_name='budget_crossings', postgresql_where=sa.text('closed_at IS NULL'), postgresql_nulls_not_distinct=True)
    op.drop_table('budget_crossings')
