"""Addresses of benefits. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.benefits.views import awards, claims, entering, firms, mine, mine_claims, money, packs, policies

app_name = "benefits"

HERE = "c/<slug:campaign>/benefits"
POLICY = f"{HERE}/policies/<slug:benefit_policy>"
VERSION = f"{HERE}/versions/<int:benefit_version>"
AWARD = f"{HERE}/awards/<int:benefit_award>"
CLAIM = "c/<slug:campaign>/benefit-claims/<int:benefit_claim>"
FIRM = f"{HERE}/enterprises/<int:enterprise>"
MINE = "mine/<slug:campaign>/<int:enterprise>/benefits"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{HERE}/", policies.policies, name="policies"),
    path(f"{HERE}/money/", money.money, name="overview"),
    path(f"{HERE}/new/", entering.new, name="policy_new"),
    path(f"{POLICY}/", policies.policy, name="policy"),
    path(f"{POLICY}/change/", entering.change, name="policy_change"),
    path(f"{POLICY}/end/", policies.ending, name="policy_end"),
    path(f"{POLICY}/matches/", policies.matches, name="matches"),
    path(f"{POLICY}/matches/sheet/", policies.matches_sheet, name="matches_sheet"),
    path(f"{POLICY}/award/", awards.proposal, name="award_new"),
    path(f"{VERSION}/", policies.version, name="version"),
    path(f"{VERSION}/publication/", policies.publication, name="version_publication"),
    path(f"{VERSION}/withdrawal/", policies.withdrawal, name="version_withdrawal"),
    path(f"{AWARD}/", awards.award, name="award"),
    path(f"{AWARD}/confirmation/", awards.confirmation, name="award_confirmation"),
    path(f"{AWARD}/withdrawal/", awards.withdrawal, name="award_withdrawal"),
    path(f"{HERE}/packs/", packs.packs, name="packs"),
    path(f"{HERE}/packs/print/", packs.print_many, name="packs_print"),
    path(f"{FIRM}/", firms.firm, name="firm"),
    path(f"{FIRM}/facts/", firms.facts, name="firm_facts"),
    path(f"{FIRM}/pack.pdf", packs.pack_pdf, name="pack_pdf"),
    path("c/<slug:campaign>/benefit-claims/", claims.claims, name="claims"),
    path("c/<slug:campaign>/benefit-claims/sheet/", claims.claims_sheet, name="claims_sheet"),
    path(f"{CLAIM}/", claims.claim, name="claim"),
    path(f"{CLAIM}/check/", claims.check, name="claim_check"),
    path(f"{CLAIM}/decision/", claims.decision, name="claim_decision"),
    path(f"{CLAIM}/return/", claims.sending_back, name="claim_return"),
    path(f"{CLAIM}/payment/", claims.payment, name="claim_payment"),
    path(f"{MINE}/", mine.mine, name="mine"),
    path(f"{MINE}/facts/", mine.facts, name="mine_facts"),
    path(f"{MINE}/pack/", mine.pack, name="mine_pack"),
    path(f"{MINE}/pack.pdf", mine.pack_pdf, name="mine_pack_pdf"),
    path(f"{MINE}/policies/<slug:benefit_policy>/claim/", mine_claims.claiming, name="mine_claiming"),
    path(f"{MINE}/claims/<int:benefit_claim>/", mine_claims.claim, name="mine_claim"),
    path(f"{MINE}/claims/<int:benefit_claim>/resubmission/", mine_claims.resubmission, name="mine_claim_resubmission"),
    path(f"{MINE}/claims/<int:benefit_claim>/withdrawal/", mine_claims.withdrawal, name="mine_claim_withdrawal"),
]
