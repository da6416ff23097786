"""New budgets, each for one campaign; until that is there they wait, over a restart too."""

from dataclasses import asdict
from functools import partial

from sandbox.dialects.google.batch import Batch, Budget, Plan
from sandbox.dialects.google.creates import temporary
from sandbox.dialects.google.errors import bad
from sandbox.dialects.google.fields import Wish
from sandbox.dialects.google.updates import LONGEST_NAME

AMOUNTS = "amountMicros", "totalAmountMicros"
REFUSALS = (
    "TOTAL_BUDGET_AMOUNT_MUST_BE_UNSET_FOR_BUDGET_PERIOD_DAILY",
    "BUDGET_AMOUNT_MUST_BE_UNSET_FOR_CUSTOM_BUDGET_PERIOD",
)


def budget(batch: Batch, wish: Wish) -> Plan:
    """`campaignBudgets:mutate`: an amount a day, or one for a period of the campaign's own."""
    wish.only("resourceName", "name", "period", "deliveryMethod", "explicitlyShared", "type", *AMOUNTS)
    reserved = temporary(batch, wish, "campaignBudgets")
    if wish.has("name"):
        wish.text("name", LONGEST_NAME)
    wish.choice("deliveryMethod", {"STANDARD"}, "STANDARD")
    if wish.flag("explicitlyShared", usual=True):
        message = "Shared budgets are not part of this sandbox: say explicitlyShared false."
        raise bad("campaignBudgetError", "CAMPAIGN_BUDGET_CANNOT_BE_SHARED", message, None, *wish.path)
    lifetime = wish.choice("period", {"DAILY", "CUSTOM_PERIOD"}, "DAILY") == "CUSTOM_PERIOD"
    unfit = AMOUNTS[not lifetime]
    if wish.has(unfit):
        message = "The amount does not fit the period."
        raise bad("campaignBudgetError", REFUSALS[lifetime], message, None, *wish.at(unfit))
    amount = wish.micros(AMOUNTS[lifetime], batch.account.money_step_micros)
    made = Budget(batch.new_id("budget"), amount, lifetime)
    name = batch.name("campaignBudgets", made.id)
    batch.draft(reserved, name, made)
    return Plan(name, (partial(_shelve, batch, name, made),))


def waiting(batch: Batch, wish: Wish) -> Budget:
    """The budget that a new campaign names, from this request or from before; no other campaign has it."""
    name = str(wish.need("campaignBudget"))
    owner, budget_id = batch.split("campaignBudgets", name)
    kept = batch.stage.shelf.get("google budgets", {}).get(name) if owner == batch.account.id else None
    found = batch.drafted(name) or (Budget(**kept) if kept else None)
    used = {each.budget_id for each in batch.world.campaigns_of(batch.account)}
    used |= {each.details["budget_id"] for each in batch.creations("campaign")}
    if (found.id if isinstance(found, Budget) else budget_id) in used:
        raise bad("campaignBudgetError", "CANNOT_USE_IMPLICITLY_SHARED_CAMPAIGN_BUDGET_WITH_MULTIPLE_CAMPAIGNS",
                  "The budget belongs to another campaign.", name, *wish.at("campaignBudget"))  # fmt: skip
    if not isinstance(found, Budget):
        raise bad("mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.", name, *wish.at("campaignBudget"))
    return found


def _shelve(batch: Batch, name: str, made: Budget) -> None:
    batch.stage.shelf.setdefault("google budgets", {})[name] = asdict(made)
