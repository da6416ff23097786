"""Everything that is written into the audit log, by area, in words; a test finds what is missing or left over.

`<area>.<…>`: access (people and what they may), data, accounts, campaigns, posts, told (notifications, outbound
webhooks), house (jobs, cache, the log itself).
"""

from engine.core.i18n import N_

AREAS: dict[str, tuple[str, dict[str, str]]] = {
    "access": (
        N_("People and access"),
        {
            "sign_in": N_("Signed in"),
            "sign_in_refused": N_("Sign-in refused"),
            "sign_in_locked": N_("Sign-in has to wait after wrong guesses"),
            "sign_out": N_("Signed out"),
            "session_ended": N_("Ended a session"),
            "member_sessions_ended": N_("Ended a member's sessions"),
            "password_changed": N_("Changed the password"),
            "password_set": N_("Set a person's password"),
            "second_factor_on": N_("Turned codes at the sign-in on"),
            "second_factor_off": N_("Turned codes at the sign-in off"),
            "second_factor_reset": N_("Reset a person's codes"),
            "second_factor_for_all": N_("Chose whether everybody needs codes"),
            "recovery_codes_made": N_("Made new recovery codes"),
            "refused": N_("Refused: no permission"),
            "org_created": N_("Created the organisation"),
            "member_set": N_("Let a member in, or changed a role"),
            "member_removed": N_("Let a member go"),
            "org_changed": N_("Changed the organisation"),
            "limits_chosen": N_("Chose how often programs may ask"),
            "key_created": N_("Created an API key"),
            "key_rotated": N_("Gave an API key a new secret"),
            "key_revoked": N_("Revoked an API key"),
        },
    ),
    "accounts": (
        N_("Accounts and profiles"),
        {
            "integration_connected": N_("Connected an account"),
            "integration_disconnected": N_("Disconnected an account"),
            "profile_connected": N_("Connected a profile"),
            "profile_disconnected": N_("Disconnected a profile"),
            "sync_requested": N_("Started a sync"),
            "sync_cancelled": N_("Cancelled a sync"),
            "file_imported": N_("Imported a file"),
        },
    ),
    "campaigns": (
        N_("Campaigns and budgets"),
        {
            "campaign_created": N_("Created a campaign"),
            "campaign_changed": N_("Changed a campaign"),
            "campaign_retried": N_("Tried to make a campaign again"),
            "campaign_file_started": N_("Started making campaigns of a file"),
            "campaign_drift_kept": N_("Kept a change made on the platform"),
            "campaign_drift_restored": N_("Undid a change made on the platform"),
            "campaign_orphan_adopted": N_("Adopted a campaign found on the platform"),
            "campaign_orphan_deleted": N_("Deleted a campaign found on the platform"),
            "template_saved": N_("Saved a template"),
            "template_changed": N_("Changed a template"),
            "template_deleted": N_("Deleted a template"),
            "utm_scheme_changed": N_("Changed the scheme of UTM parameters"),
            "auto_pause_chosen": N_("Chose what a used-up budget does"),
            "campaign_paused_by_budget": N_("Paused a campaign whose budget is used up"),
            "campaign_resumed_by_budget": N_("Let a paused campaign run again"),
            "campaign_resume_asked": N_("Asked to resume a campaign"),
            "targets_saved": N_("Changed targets"),
        },
    ),
    "posts": (
        N_("Posts"),
        {
            "posts_created": N_("Wrote posts"),
            "post_edited": N_("Changed a post"),
            "post_deleted": N_("Deleted a post"),
            "post_scheduled": N_("Scheduled a post"),
            "post_unscheduled": N_("Took a post's time back"),
            "post_published": N_("Published a post"),
            "post_failed": N_("Could not publish a post"),
            "post_retried": N_("Tried a post again"),
            "post_submitted": N_("Asked for a post's approval"),
            "post_approved": N_("Approved a post"),
            "post_rejected": N_("Sent a post back"),
            "post_approvals_set": N_("Chose how many approve posts"),
        },
    ),
    "told": (
        N_("Webhooks and notifications"),
        {
            "webhook_replayed": N_("Applied a platform's message again"),
            "webhook_endpoint_created": N_("Opened an address for a platform's messages"),
            "webhook_endpoint_removed": N_("Closed an address for a platform's messages"),
            "webhook_secret_rotated": N_("Gave a platform's address a new secret"),
            "webhook_secrets_dropped": N_("Dropped old secrets of a platform's address"),
            "subscription_created": N_("Subscribed a system to events"),
            "subscription_changed": N_("Changed a subscription"),
            "subscription_removed": N_("Removed a subscription"),
            "subscription_rotated": N_("Gave a subscription a new secret"),
            "subscription_redelivered": N_("Sent messages again"),
            "channel_added": N_("Added a channel for notifications"),
            "channel_removed": N_("Removed a channel for notifications"),
            "notification_preferences_saved": N_("Changed how they are told"),
        },
    ),
    "house": (
        N_("Data and the house"),
        {
            "leads_exported": N_("Took leads away as a file"),
            "audit_exported": N_("Took the audit log away as a file"),
            "keys_turned": N_("Sealed secrets under a new key"),
            "event_replayed": N_("Sent a dead letter or a job again"),
            "events_replayed": N_("Sent all dead letters again"),
        },
    ),
}
ACTIONS: dict[str, str] = {name: words for _, actions in AREAS.values() for name, words in actions.items()}
