// SPDX-License-Identifier: GPL-2.0-only
/* What a driver says of a device to be. */
#include <vmbkmcl/nt/security.h>

#include "context.h"
#include "target_fixture.h"

static void gives_power_up(PWDFDEVICE_INIT init)
{
	WdfDeviceInitSetPowerPolicyOwnership(init, FALSE);
}

static void takes_power(PWDFDEVICE_INIT init)
{
	WdfDeviceInitSetPowerPolicyOwnership(init, TRUE);
}

static int init_setup(struct kcase *t)
{
	wdf_init_hook = gives_power_up;
	target_init_hook = takes_power;
	return target_setup(t);
}

static void init_teardown(struct kcase *t)
{
	target_teardown(t);
	wdf_init_hook = NULL;
	target_init_hook = NULL;
}

/* A function driver's otherwise, and no filter's: see wdf_property.idle. */
static void test_owner(struct kcase *t)
{
	WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS idle;
	WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS wake;

	WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS_INIT(&idle, IdleCannotWakeFromS0);
	EXPECT_EQ(t, WdfDeviceAssignS0IdleSettings(wdf.device, &idle),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfDeviceAssignS0IdleSettings(target.device, &idle), STATUS_SUCCESS);
	WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS_INIT(&wake);
	EXPECT_EQ(t, WdfDeviceAssignSxWakeSettings(wdf.device, &wake),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfDeviceAssignSxWakeSettings(target.device, &wake),
		  STATUS_POWER_STATE_INVALID);
}

static const struct kcase_spec wdf_init_cases[] = {
	KCASE(power_policy_owner, "the driver that says so, not the function driver that does not",
	      test_owner),
};
const struct kcase_suite wdf_init_suite =
	KCASE_SUITE_FIXTURE("wdf_init", wdf_init_cases, init_setup, init_teardown);

static WDF_PNPPOWER_EVENT_CALLBACKS pnp_callbacks;
static WDF_POWER_POLICY_EVENT_CALLBACKS power_callbacks;
static WDF_OBJECT_ATTRIBUTES attributes;
static WDF_FILEOBJECT_CONFIG file_config;
static UNICODE_STRING device_name = RTL_CONSTANT_STRING(L"\\Device\\KmclWdfInit");

static void begin(struct kcase *t)
{
	wdf_init_begin(t);
	WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&pnp_callbacks);
	WDF_POWER_POLICY_EVENT_CALLBACKS_INIT(&power_callbacks);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	WDF_FILEOBJECT_CONFIG_INIT(&file_config, NULL, NULL, NULL);
}

#define INIT_CALL(function, ...) \
	KCASE_CALL_BETWEEN(function, begin, wdf_init_end, function(wdf_init, __VA_ARGS__))

INIT_CALL(WdfDeviceInitSetPnpPowerEventCallbacks, &pnp_callbacks);
INIT_CALL(WdfDeviceInitSetPowerPolicyEventCallbacks, &power_callbacks);
INIT_CALL(WdfDeviceInitSetPowerPolicyOwnership, TRUE);
INIT_CALL(WdfDeviceInitSetDeviceType, FILE_DEVICE_UNKNOWN);
INIT_CALL(WdfDeviceInitSetCharacteristics, FILE_DEVICE_SECURE_OPEN, TRUE);
INIT_CALL(WdfDeviceInitSetExclusive, TRUE);
INIT_CALL(WdfDeviceInitSetIoType, WdfDeviceIoBuffered);
INIT_CALL(WdfDeviceInitSetRequestAttributes, &attributes);
INIT_CALL(WdfDeviceInitSetFileObjectConfig, &file_config, NULL);
INIT_CALL(WdfDeviceInitSetIoInCallerContextCallback, NULL);
KCASE_CALL_BETWEEN(WdfFdoInitSetFilter, begin, wdf_init_end, WdfFdoInitSetFilter(wdf_init));
KCASE_CALL_BETWEEN(WdfDeviceInitAssignName, begin, wdf_init_end,
		   EXPECT_OK(t, WdfDeviceInitAssignName(wdf_init, &device_name)));
KCASE_CALL_BETWEEN(WdfDeviceInitAssignSDDLString, begin, wdf_init_end,
		   EXPECT_OK(t, WdfDeviceInitAssignSDDLString(wdf_init, &SDDL_DEVOBJ_SYS_ALL)));
KCASE_CALL_BETWEEN(WdfDeviceInitFree, begin, NULL, WdfDeviceInitFree(wdf_init));
