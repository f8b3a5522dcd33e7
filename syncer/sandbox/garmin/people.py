"""Who has an account with the stand-in's Garmin, and how Garmin behaves today."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

DI_CLIENTS = (
    "GARMIN_CONNECT_MOBILE_ANDROID_DI_2025Q2",
    "GARMIN_CONNECT_MOBILE_ANDROID_DI_2024Q4",
    "GARMIN_CONNECT_MOBILE_ANDROID_DI",
    "GARMIN_CONNECT_MOBILE_IOS_DI",
)
"""What Garmin's own apps call themselves when they ask for tokens."""


DEVICE_TYPE = 37_229


class Trouble(StrEnum):
    """Why an account may not log in though the password is right."""

    LOCKED = "locked"
    CAPTCHA = "a CAPTCHA is asked"
    CHILD = "a child's account, which only the app lets in"


@dataclass(slots=True)
class Ways:
    """What Garmin may do one way or another. Change it and the next request feels it."""

    latency_s: float = 0.0
    token_lives_s: int = 93_600
    refresh_lives_s: int = 2_592_000
    rotates_refresh_tokens: bool = True
    di_clients: tuple[str, ...] = DI_CLIENTS
    inactive_tokens_of: frozenset[str] = frozenset()
    """Ways in ("mobile", "portal", "widget") whose tokens the API calls "not active"."""
    gives_web_cookie: bool = False
    """Whether a ticket also buys the cookie of the web pages, which cannot be kept."""
    lists_children: bool = True
    """Whether lists show the legs of a multisport activity beside the whole."""


@dataclass(slots=True)
class Account:
    """A person with an account at Garmin. `mfa` says how a second step is asked, if at all."""

    profile_id: int
    email: str
    password: str
    full_name: str
    timezone: str
    mfa: Literal["email", "sms", "totp"] | None = None
    trouble: Trouble | None = None
    device: str | None = "Forerunner 265"
    wears_strap: bool = True
    """Only a chest strap or pod tells how ground contact is shared between the feet."""
    has_tolerance: bool = True
    units: Literal["metric", "statute_us"] = "metric"
    codes: list[str] = field(default_factory=list)
    """Codes of the second step, as they were sent; only the last one counts."""

    @property
    def display_name(self) -> str:
        """The name in Garmin's paths, which is no name at all."""
        return str(uuid5(NAMESPACE_URL, f"garmin-stand-in/{self.profile_id}"))

    @property
    def device_id(self) -> int:
        return 3_400_000_000 + self.profile_id

    def new_code(self) -> str:
        """Send a code for the second step."""
        code = f"{(self.profile_id + 7919 * (len(self.codes) + 1)) % 1_000_000:06}"
        self.codes.append(code)
        return code


def social_profile(account: Account) -> dict[str, Any]:
    return {
        "id": account.profile_id + 7,
        "profileId": account.profile_id,
        "garminGUID": str(uuid5(NAMESPACE_URL, account.email)),
        "displayName": account.display_name,
        "fullName": account.full_name,
        "userName": account.email,
        "profileImageType": None,
        "profileImageUrlLarge": None,
        "profileImageUrlMedium": None,
        "profileImageUrlSmall": None,
        "location": None,
        "favoriteActivityTypes": [],
        "profileVisibility": "private",
        "activityStartVisibility": "private",
        "userRoles": [],
        "nameApproved": True,
        "userProfileFullName": account.full_name,
        "userLevel": 1,
        "userPoint": 0,
        "levelUpdateDate": "2025-01-01T00:00:00.0",
        "showAge": False,
    }


def devices(account: Account) -> list[dict[str, Any]]:
    """The watch, whose name Garmin wants to stand beside what it measured."""
    if account.device is None:
        return []
    told = {
        "deviceId": account.device_id,
        "deviceTypePk": DEVICE_TYPE,
        "productDisplayName": account.device,
        "displayName": account.device,
        "partNumber": "006-B0000-00",
        "deviceStatus": "active",
        "primary": True,
    }
    return [told]


def personal_information(account: Account) -> dict[str, Any]:
    return {
        "birthDate": None,
        "email": account.email,
        "locale": "en",
        "timeZone": account.timezone,
        "countryCode": None,
    }


def user_settings(account: Account) -> dict[str, Any]:
    """The settings, as they were recorded; what says something of a body is left out."""
    return {
        "id": account.profile_id,
        "userData": {
            "gender": None,
            "weight": None,
            "height": None,
            "timeFormat": "time_twenty_four_hr",
            "birthDate": None,
            "measurementSystem": account.units,
            "activityLevel": None,
            "handedness": "RIGHT",
            "powerFormat": _format(30, "watt", grouped=True),
            "heartRateFormat": _format(21, "bpm", grouped=False),
            "firstDayOfWeek": {
                "dayId": 3,
                "dayName": "monday",
                "sortOrder": 3,
                "isPossibleFirstDay": True,
            },
            "vo2MaxRunning": None,
            "vo2MaxCycling": None,
            "lactateThresholdSpeed": None,
            "lactateThresholdHeartRate": None,
            "diveNumber": None,
            "intensityMinutesCalcMethod": "AUTO",
            "moderateIntensityMinutesHrZone": 3,
            "vigorousIntensityMinutesHrZone": 4,
            "hydrationMeasurementUnit": "milliliter",
            "hydrationContainers": [],
            "hydrationAutoGoalEnabled": True,
            "firstbeatMaxStressScore": None,
            "firstbeatCyclingLtTimestamp": None,
            "firstbeatRunningLtTimestamp": None,
            "thresholdHeartRateAutoDetected": True,
            "ftpAutoDetected": None,
            "trainingStatusPausedDate": None,
            "weatherLocation": None,
            "golfDistanceUnit": "statute_us",
            "golfElevationUnit": None,
            "golfSpeedUnit": None,
            "externalBottomTime": None,
        },
        "userSleep": {
            "sleepTime": 80_400,
            "defaultSleepTime": False,
            "wakeTime": 24_000,
            "defaultWakeTime": False,
        },
        "connectDate": None,
        "sourceType": None,
    }


def _format(number: int, key: str, *, grouped: bool) -> dict[str, Any]:
    return {
        "formatId": number,
        "formatKey": key,
        "minFraction": 0,
        "maxFraction": 0,
        "groupingUsed": grouped,
        "displayFormat": None,
    }
