"""Addresses of the registry. Whatever changes something is a noun that is posted to."""

from django.urls import path

from fugong.registry.views import assignments, contacts, enterprises, links, maps, officers, passwords, teams

app_name = "registry"

CAMPAIGN = "c/<slug:campaign>/"
ONE = CAMPAIGN + "enterprises/<int:pk>/"

urlpatterns = [
    path(CAMPAIGN + "enterprises/", enterprises.listing, name="enterprises"),
    path(CAMPAIGN + "enterprises/sheet/", enterprises.sheet, name="enterprises_sheet"),
    path(CAMPAIGN + "enterprises/new/", enterprises.new, name="enterprise_new"),
    path(CAMPAIGN + "enterprises/names/", enterprises.names, name="enterprise_names"),
    path(CAMPAIGN + "enterprises/passwords/", passwords.enterprises, name="liaison_passwords"),
    path(ONE, enterprises.one, name="enterprise"),
    path(ONE + "edit/", enterprises.edit, name="enterprise_edit"),
    path(ONE + "closing/", enterprises.closing, name="enterprise_closing"),
    path(ONE + "reopening/", enterprises.reopening, name="enterprise_reopening"),
    path(ONE + "tags/", enterprises.tags, name="enterprise_tags"),
    path(ONE + "contacts/", contacts.add, name="contact_add"),
    path(ONE + "contacts/<int:contact>/number/", contacts.number, name="contact_number"),
    path(ONE + "contacts/<int:contact>/removal/", contacts.removal, name="contact_removal"),
    path(ONE + "liaisons/", contacts.invite, name="liaison_invite"),
    path(ONE + "liaisons/<int:user>/removal/", contacts.dismiss, name="liaison_removal"),
    path(ONE + "links/", links.add, name="link_add"),
    path(ONE + "links/<int:link>/removal/", links.removal, name="link_removal"),
    path(ONE + "sites/", links.add_site, name="site_add"),
    path(ONE + "sites/<int:site>/removal/", links.remove_site, name="site_removal"),
    path(ONE + "assignments/", assignments.assign_one, name="assign_one"),
    path(ONE + "assignments/<int:assignment>/ending/", assignments.ending, name="assignment_ending"),
    path(CAMPAIGN + "map/", maps.page, name="map"),
    path(CAMPAIGN + "map/data/", maps.data, name="map_data"),
    path(CAMPAIGN + "assignments/", assignments.page, name="assignments"),
    path(CAMPAIGN + "assignments/bulk/", assignments.bulk, name="assign_bulk"),
    path(CAMPAIGN + "officers/", officers.page, name="officers"),
    path(CAMPAIGN + "officers/names/", officers.names, name="officer_names"),
    path(CAMPAIGN + "places/names/", officers.place_names, name="place_names"),
    path(CAMPAIGN + "officers/passwords/", passwords.officers, name="officer_passwords"),
    path(CAMPAIGN + "officers/postings/", officers.appointing, name="posting_new"),
    path(CAMPAIGN + "officers/postings/<int:posting>/ending/", officers.ending, name="posting_ending"),
    path(CAMPAIGN + "officers/<int:user>/", officers.one, name="officer"),
    path(CAMPAIGN + "officers/<int:user>/hand-over/", officers.handing_over, name="hand_over"),
    path(CAMPAIGN + "officers/<int:user>/profile/", officers.profile, name="officer_profile"),
    path(CAMPAIGN + "teams/", teams.page, name="teams"),
    path(CAMPAIGN + "teams/<int:team>/name/", teams.renaming, name="team_name"),
    path(CAMPAIGN + "teams/<int:team>/members/", teams.joining, name="team_join"),
    path(CAMPAIGN + "teams/<int:team>/members/<int:member>/removal/", teams.leaving, name="team_leave"),
]
