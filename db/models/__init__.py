"""The rows, one file per noun. Importing this package registers every table on `Base.metadata`.

identity      orgs, users, second_factors, user_organizations, api_keys, audit_log, settings
integrations  integrations (one connected ad account each) and their ad_accounts
campaigns     campaigns (ours), ad_campaigns → ad_sets → ads (the platforms')
metrics       ad_metrics (monthly partitions), metric_rollups, kpi_targets, fx_rates
performance   campaign_performance, expected_ranges
budgets       budget_crossings, budget_pauses, budget_forecasts
cache         cache_usage
track_records track_records
ticks         tick_runs
launches      launches (a platform's part of a campaign), launch_steps, repeats
posts         profiles, social_posts (monthly partitions), post_media
leads         leads, comments
syncs         sync_runs, raw_answers (the platform's own words)
imports       imports
events        outbox_events, outbox_deliveries
alerts        alerts, alert_changes
notifications notifications, their channels, deliveries and preferences
subscriptions webhook_subscriptions, webhook_messages
templates     campaign_templates
batches       campaign_batches, batch_campaigns
webhooks      webhook_deliveries, webhook_routes, webhook_endpoints, security_events
"""

from db.base import Base
from db.models.alerts import Alert, AlertChange
from db.models.batches import BatchCampaign, CampaignBatch
from db.models.budgets import BudgetCrossing, BudgetForecast, BudgetPause
from db.models.cache import CacheUsage
from db.models.campaigns import Ad, AdCampaign, AdSet, Campaign
from db.models.events import OutboxDelivery, OutboxEvent
from db.models.identity import ApiKey, AuditEntry, Membership, Org, SecondFactor, Setting, User
from db.models.imports import Import
from db.models.integrations import AdAccount, Integration
from db.models.launches import Launch, LaunchStep, Repeat
from db.models.leads import Comment, Lead
from db.models.metrics import AdMetric, FxRate, KpiTarget, MetricRollup
from db.models.notifications import (
    Notification,
    NotificationChannel,
    NotificationDelivery,
    NotificationPreference,
)
from db.models.performance import CampaignPerformance, ExpectedRange
from db.models.posts import PostMedia, Profile, SocialPost
from db.models.subscriptions import WebhookMessage, WebhookSubscription
from db.models.syncs import RawAnswer, SyncRun
from db.models.templates import CampaignTemplate
from db.models.ticks import TickRun
from db.models.track_records import TrackRecord
from db.models.webhooks import SecurityEvent, WebhookDelivery, WebhookEndpoint, WebhookRoute

__all__ = [
    "Ad",
    "AdAccount",
    "AdCampaign",
    "AdMetric",
    "AdSet",
    "Alert",
    "AlertChange",
    "ApiKey",
    "AuditEntry",
    "Base",
    "BatchCampaign",
    "BudgetCrossing",
    "BudgetForecast",
    "BudgetPause",
    "CacheUsage",
    "Campaign",
    "CampaignBatch",
    "CampaignPerformance",
    "CampaignTemplate",
    "Comment",
    "ExpectedRange",
    "FxRate",
    "Import",
    "Integration",
    "KpiTarget",
    "Launch",
    "LaunchStep",
    "Lead",
    "Membership",
    "MetricRollup",
    "Notification",
    "NotificationChannel",
    "NotificationDelivery",
    "NotificationPreference",
    "Org",
    "OutboxDelivery",
    "OutboxEvent",
    "PostMedia",
    "Profile",
    "RawAnswer",
    "Repeat",
    "SecondFactor",
    "SecurityEvent",
    "Setting",
    "SocialPost",
    "SyncRun",
    "TickRun",
    "TrackRecord",
    "User",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookMessage",
    "WebhookRoute",
    "WebhookSubscription",
]
