"""Addresses of the way in and out. allauth finds its own pages by name, so those names stand outside the namespace."""

from django.urls import URLPattern, URLResolver, path

from . import account, entrance, recheck, replying_to_invites, security, verify, ways_back, welcome

# Only what is used of allauth: no sign-up, no reset by mail, no address list, no trusted browsers.
by_allauths_names: list[URLPattern | URLResolver] = [
    path("sign-in/", entrance.sign_in, name="account_login"),
    path("sign-in/code/", entrance.ask_for_code, name="account_request_login_code"),
    path("sign-in/code/confirm/", entrance.enter_code, name="account_confirm_login_code"),
    path("sign-in/second-step/", entrance.second_step, name="mfa_authenticate"),
    path("sign-in/passkey/", entrance.passkey_sign_in, name="mfa_login_webauthn"),
    path("sign-out/", entrance.sign_out, name="account_logout"),
    path("re-check/", recheck.recheck, name="account_reauthenticate"),
    path("account/security/", security.security, name="mfa_index"),
    path("account/security/app/add/", security.add_app, name="mfa_activate_totp"),
    path("account/security/app/remove/", security.remove_app, name="mfa_deactivate_totp"),
    path("account/security/passkeys/add/", security.add_passkey, name="mfa_add_webauthn"),
    path("account/security/passkeys/<int:pk>/remove/", security.remove_passkey, name="mfa_remove_webauthn"),
    path("account/security/spare-codes/", security.spare_codes, name="mfa_view_recovery_codes"),
    path("account/security/spare-codes/new/", security.new_spare_codes, name="mfa_generate_recovery_codes"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", entrance.home, name="home"),
    path("leave/", entrance.leave, name="leave"),
    path("welcome/you/", welcome.you, name="welcome-you"),
    path("welcome/who-sees-what/", welcome.who_sees_what, name="welcome-who-sees-what"),
    path("welcome/papers/", welcome.papers, name="welcome-papers"),
    path("welcome/contact/", welcome.contact, name="welcome-contact"),
    path("welcome/reset/<str:token>/", ways_back.reset, name="reset"),
    path("welcome/<str:token>/", welcome.door, name="welcome"),
    path("welcome/<str:token>/not-me/", welcome.not_me, name="welcome-not-me"),
    path("welcome/<str:token>/sign-in/", welcome.begin, name="welcome-begin"),
    path("first-run/<str:token>/", ways_back.begin, name="first-run"),
    path("verify/", verify.verify, name="verify"),
    path("appointment/<str:token>/", replying_to_invites.answer, name="invited"),
    path("account/", account.account, name="account"),
    path("account/second-step/", security.second_step, name="second-step"),
    path("account/security/passphrase/", security.passphrase, name="passphrase"),
    path("account/sharing/", account.sharing, name="sharing"),
    path("account/devices/", account.devices, name="devices"),
    path("account/contact/", account.contact, name="contact"),
    path("account/contact/address/", account.address, name="address"),
    path("account/data/", account.data, name="data"),
    path("account/data/my-data.json", account.my_data, name="my-data"),
    path("account/data/stop/", account.stop, name="stop"),
    path("account/not-you/", account.not_you, name="not-you"),
]
