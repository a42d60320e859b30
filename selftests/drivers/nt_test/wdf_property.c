// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known of devices, what drivers say of power, and interfaces that a device offers:
 * pages of the functions' names, and KMDF's fxpkgpnp.cpp.
 */
#include <linux/device.h>
#include <linux/err.h>

#include "context.h"
#include "target_fixture.h"

static PDEVICE_OBJECT root;
static struct device *root_dev;

static void root_begin(struct kcase *t)
{
	root_dev = root_device_register("nt_test_root.0");
	root = IS_ERR(root_dev) ? NULL : vmbkmcl_device_object(root_dev);
	EXPECT_NOT_NULL(t, root);
}

static void root_end(struct kcase *t)
{
	vmbkmcl_device_object_put(root);
	if (!IS_ERR(root_dev))
		root_device_unregister(root_dev);
}

static void test_text(struct kcase *t)
{
	static const WCHAR name[] = L"\\Device\\nt_test_root.0", id[] = L"ROOT\\nt_test_root\0";
	WCHAR text[64];
	ULONG size = 0;

	root_begin(t);
	ASSERT_NOT_NULL(t, root);
	EXPECT_EQ(t, IoGetDeviceProperty(root, DevicePropertyPhysicalDeviceObjectName, 0, NULL,
					 &size), STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, size, sizeof(name));
	EXPECT_EQ(t, IoGetDeviceProperty(root, DevicePropertyPhysicalDeviceObjectName,
					 sizeof(name) - 1, text, &size),
		  STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, IoGetDeviceProperty(root, DevicePropertyPhysicalDeviceObjectName,
					 sizeof(name), text, &size), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, text, name, sizeof(name));
	EXPECT_EQ(t, IoGetDeviceProperty(root, DevicePropertyHardwareID, sizeof(text), text,
					 &size), STATUS_SUCCESS);
	EXPECT_EQ(t, size, sizeof(id));
	EXPECT_MEM_EQ(t, text, id, sizeof(id));
	EXPECT_EQ(t, IoGetDeviceProperty(root, DevicePropertyEnumeratorName, sizeof(text), text,
					 &size), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, text, L"ROOT", sizeof(L"ROOT"));
	EXPECT_EQ(t, IoGetDeviceProperty(root, DevicePropertyFriendlyName, sizeof(text), text,
					 &size), STATUS_OBJECT_NAME_NOT_FOUND);
	root_end(t);
}

static ULONG number(struct kcase *t, DEVICE_REGISTRY_PROPERTY property)
{
	ULONG value = 4711, size = 0;

	EXPECT_EQ(t, IoGetDeviceProperty(root, property, sizeof(value), &value, &size),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, size, sizeof(value));
	return value;
}

static void test_number(struct kcase *t)
{
	ULONG value, size;

	root_begin(t);
	ASSERT_NOT_NULL(t, root);
	EXPECT_EQ(t, number(t, DevicePropertyAddress), 0xffffffff);
	EXPECT_EQ(t, number(t, DevicePropertyUINumber), 0xffffffff);
	EXPECT_EQ(t, number(t, DevicePropertyInstallState), InstallStateInstalled);
	EXPECT_EQ(t, number(t, DevicePropertyRemovalPolicy), RemovalPolicyExpectNoRemoval);
	EXPECT_EQ(t, IoGetDeviceProperty(root, 1000, sizeof(value), &value, &size),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, IoGetDeviceProperty(wdf.fdo, DevicePropertyAddress, sizeof(value), &value,
					 &size), STATUS_INVALID_DEVICE_REQUEST);
	root_end(t);
}

/* The fixture's bus is a driver, and its device has no name. */
static NTSTATUS device_name(ULONG *size)
{
	return WdfDeviceQueryProperty(wdf.device, DevicePropertyPhysicalDeviceObjectName, 0,
				      NULL, size);
}

static void test_device(struct kcase *t)
{
	WDFMEMORY memory = (WDFMEMORY)t;
	ULONG size = 4711;

	EXPECT_EQ(t, device_name(&size), STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, size, 0u);
	EXPECT_EQ(t, WdfDeviceQueryProperty(wdf.device, 1000, 0, NULL, &size),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, WdfDeviceAllocAndQueryProperty(wdf.device,
						    DevicePropertyPhysicalDeviceObjectName,
						    NonPagedPoolNx, NULL, &memory),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_NULL(t, memory);
}

static WDFMEMORY target_name(struct kcase *t, NTSTATUS expected)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFMEMORY memory = NULL;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = target.device;
	EXPECT_EQ(t, WdfIoTargetAllocAndQueryTargetProperty(target.target,
			DevicePropertyPhysicalDeviceObjectName, NonPagedPoolNx, &attributes,
			&memory), expected);
	return memory;
}

static void test_target(struct kcase *t)
{
	static const WCHAR name[] = L"\\Device\\nt_test_root.0";
	WDF_IO_TARGET_OPEN_PARAMS params;
	WDFMEMORY memory;
	ULONG size = 1;
	size_t bytes;

	EXPECT_EQ(t, WdfIoTargetQueryTargetProperty(target.local,
						    DevicePropertyPhysicalDeviceObjectName, 0,
						    NULL, &size), STATUS_OBJECT_NAME_NOT_FOUND);
	WdfIoTargetClose(target.target);
	EXPECT_NULL(t, target_name(t, STATUS_INVALID_DEVICE_REQUEST));
	root_begin(t);
	ASSERT_NOT_NULL(t, root);
	WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&params, root);
	EXPECT_EQ(t, WdfIoTargetOpen(target.target, &params), STATUS_SUCCESS);
	memory = target_name(t, STATUS_SUCCESS);
	if (memory) {
		EXPECT_MEM_EQ(t, WdfMemoryGetBuffer(memory, &bytes), name, sizeof(name));
		EXPECT_EQ(t, bytes, sizeof(name));
		WdfObjectDelete(memory);
	}
	WdfIoTargetClose(target.target);
	root_end(t);
}

static NTSTATUS init_status, init_alloc_status;

static void init_query(PWDFDEVICE_INIT init)
{
	WDFMEMORY memory = NULL;
	ULONG size;

	init_status = WdfFdoInitQueryProperty(init, DevicePropertyFriendlyName, 0, NULL, &size);
	init_alloc_status = WdfFdoInitAllocAndQueryProperty(init, DevicePropertyFriendlyName,
							    NonPagedPoolNx, NULL, &memory);
}

static int property_setup(struct kcase *t)
{
	wdf_init_hook = init_query;
	return target_setup(t);
}

static void property_teardown(struct kcase *t)
{
	target_teardown(t);
	wdf_init_hook = NULL;
}

static void test_init(struct kcase *t)
{
	EXPECT_EQ(t, init_status, STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, init_alloc_status, STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_idle(struct kcase *t)
{
	WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS idle;
	WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS wake;

	WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS_INIT(&idle, IdleCannotWakeFromS0);
	EXPECT_EQ(t, idle.DxState, PowerDeviceD3);
	EXPECT_EQ(t, WdfDeviceAssignS0IdleSettings(wdf.device, &idle), STATUS_SUCCESS);
	idle.DxState = PowerDeviceD0;
	EXPECT_EQ(t, WdfDeviceAssignS0IdleSettings(wdf.device, &idle),
		  STATUS_POWER_STATE_INVALID);
	WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS_INIT(&idle, IdleCanWakeFromS0);
	EXPECT_EQ(t, WdfDeviceAssignS0IdleSettings(wdf.device, &idle),
		  STATUS_POWER_STATE_INVALID);
	idle.IdleCaps = IdleCapsInvalid;
	EXPECT_EQ(t, WdfDeviceAssignS0IdleSettings(wdf.device, &idle),
		  STATUS_INVALID_PARAMETER);
	idle.Size--;
	EXPECT_EQ(t, WdfDeviceAssignS0IdleSettings(wdf.device, &idle),
		  STATUS_INFO_LENGTH_MISMATCH);
	WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS_INIT(&idle, IdleCannotWakeFromS0);
	/* A filter does not decide on power. */
	EXPECT_EQ(t, WdfDeviceAssignS0IdleSettings(target.device, &idle),
		  STATUS_INVALID_DEVICE_REQUEST);
	WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS_INIT(&wake);
	EXPECT_EQ(t, WdfDeviceAssignSxWakeSettings(wdf.device, &wake),
		  STATUS_POWER_STATE_INVALID);
	EXPECT_EQ(t, WdfDeviceAssignSxWakeSettings(target.device, &wake),
		  STATUS_INVALID_DEVICE_REQUEST);
	wake.Size++;
	EXPECT_EQ(t, WdfDeviceAssignSxWakeSettings(wdf.device, &wake),
		  STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfDeviceStopIdle(wdf.device, TRUE), STATUS_SUCCESS);
	WdfDeviceResumeIdle(wdf.device);
}

static void test_resources(struct kcase *t)
{
	EXPECT_EQ(t, WdfCmResourceListGetCount(NULL), 0u);
	EXPECT_NULL(t, WdfCmResourceListGetDescriptor(NULL, 0));
}

struct offered {
	INTERFACE head;
	ULONG value;
};

static const GUID offered_type = { 0x99223344, 0x5566, 0x7788, { 8, 7, 6, 5, 4, 3, 2, 1 } };
static int references, questions;
static NTSTATUS answer_status;

static VOID reference(PVOID context)
{
	references++;
}

static NTSTATUS answer(WDFDEVICE device, LPGUID type, PINTERFACE exposed, PVOID data)
{
	questions++;
	if (data)
		((struct offered *)exposed)->value = *(ULONG *)data;
	return answer_status;
}

static void offer_init(struct offered *offered, WDF_QUERY_INTERFACE_CONFIG *config)
{
	references = 0;
	questions = 0;
	answer_status = STATUS_SUCCESS;
	memset(offered, 0, sizeof(*offered));
	offered->head.Size = sizeof(*offered);
	offered->head.Version = 2;
	offered->head.InterfaceReference = reference;
	offered->value = 4711;
	WDF_QUERY_INTERFACE_CONFIG_INIT(config, &offered->head, &offered_type, NULL);
}

static NTSTATUS ask(struct offered *got, USHORT size, USHORT version, PVOID data)
{
	memset(got, 0, sizeof(*got));
	return WdfFdoQueryForInterface(target.device, &offered_type, &got->head, size, version,
				       data);
}

static void test_offered(struct kcase *t)
{
	WDF_QUERY_INTERFACE_CONFIG config;
	struct offered offered, got;

	offer_init(&offered, &config);
	EXPECT_EQ(t, ask(&got, sizeof(got), 2, NULL), STATUS_NOT_SUPPORTED);
	EXPECT_EQ(t, WdfDeviceAddQueryInterface(wdf.device, &config), STATUS_SUCCESS);
	/* The interface is copied. */
	offered.value = 1;
	EXPECT_EQ(t, ask(&got, sizeof(got), 2, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, got.value, 4711u);
	EXPECT_EQ(t, references, 1);
	EXPECT_NOT_NULL(t, (PVOID)got.head.InterfaceDereference);
	EXPECT_EQ(t, ask(&got, sizeof(got) - 4, 2, NULL), STATUS_INVALID_BUFFER_SIZE);
	EXPECT_EQ(t, ask(&got, sizeof(got), 1, NULL), STATUS_INVALID_BUFFER_SIZE);
	EXPECT_EQ(t, references, 1);
}

static void test_offered_callback(struct kcase *t)
{
	WDF_QUERY_INTERFACE_CONFIG config;
	struct offered offered, got;
	ULONG data = 12;

	offer_init(&offered, &config);
	config.EvtDeviceProcessQueryInterfaceRequest = answer;
	EXPECT_EQ(t, WdfDeviceAddQueryInterface(wdf.device, &config), STATUS_SUCCESS);
	EXPECT_EQ(t, ask(&got, sizeof(got), 2, &data), STATUS_SUCCESS);
	EXPECT_EQ(t, got.value, 12u);
	answer_status = STATUS_NOT_SUPPORTED;
	EXPECT_EQ(t, ask(&got, sizeof(got), 2, &data), STATUS_NOT_SUPPORTED);
	answer_status = STATUS_DEVICE_NOT_READY;
	EXPECT_EQ(t, ask(&got, sizeof(got), 2, &data), STATUS_DEVICE_NOT_READY);
	EXPECT_EQ(t, questions, 3);
	EXPECT_EQ(t, references, 1);
}

static void test_offered_import(struct kcase *t)
{
	WDF_QUERY_INTERFACE_CONFIG config;
	struct offered offered, got;
	ULONG data = 13;

	offer_init(&offered, &config);
	config.Interface = NULL;
	EXPECT_EQ(t, WdfDeviceAddQueryInterface(wdf.device, &config), STATUS_INVALID_PARAMETER);
	config.ImportInterface = TRUE;
	EXPECT_EQ(t, WdfDeviceAddQueryInterface(wdf.device, &config), STATUS_INVALID_PARAMETER);
	config.EvtDeviceProcessQueryInterfaceRequest = answer;
	config.Size++;
	EXPECT_EQ(t, WdfDeviceAddQueryInterface(wdf.device, &config),
		  STATUS_INFO_LENGTH_MISMATCH);
	config.Size--;
	EXPECT_EQ(t, WdfDeviceAddQueryInterface(wdf.device, &config), STATUS_SUCCESS);
	EXPECT_EQ(t, ask(&got, sizeof(got), 1, &data), STATUS_SUCCESS);
	EXPECT_EQ(t, got.value, 13u);
	EXPECT_EQ(t, got.head.Version, 0);
}

static const struct kcase_spec wdf_property_cases[] = {
	KCASE(text, "names of a device", test_text),
	KCASE(number, "numbers of a device", test_number),
	KCASE(device, "of a framework device", test_device),
	KCASE(target, "of a target's device", test_target),
	KCASE(init, "of a device to be", test_init),
	KCASE(idle, "no device idles, and none wakes the machine", test_idle),
	KCASE(resources, "no device has resources", test_resources),
	KCASE(offered, "the drivers above get a copy of an interface", test_offered),
	KCASE(offered_callback, "the driver sees who asks", test_offered_callback),
	KCASE(offered_import, "the driver fills in the interface", test_offered_import),
};
const struct kcase_suite wdf_property_suite =
	KCASE_SUITE_FIXTURE("wdf_property", wdf_property_cases, property_setup,
			    property_teardown);

static WDFMEMORY made;



static NTSTATUS root_query(void)
{
	ULONG value, size;

	return IoGetDeviceProperty(root, DevicePropertyAddress, sizeof(value), &value, &size);
}

static NTSTATUS target_query(void)
{
	ULONG size;

	return WdfIoTargetQueryTargetProperty(WdfDeviceGetIoTarget(wdf.device),
					      DevicePropertyAddress, 0, NULL, &size);
}

static NTSTATUS device_query(void)
{
	ULONG size;

	return device_name(&size);
}

static NTSTATUS idle_settings(void)
{
	WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS idle;

	WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS_INIT(&idle, IdleCannotWakeFromS0);
	return WdfDeviceAssignS0IdleSettings(wdf.device, &idle);
}

static NTSTATUS wake_settings(void)
{
	WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS wake;

	WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS_INIT(&wake);
	return WdfDeviceAssignSxWakeSettings(wdf.device, &wake);
}

static NTSTATUS offer(void)
{
	WDF_QUERY_INTERFACE_CONFIG config;
	struct offered offered;

	offer_init(&offered, &config);
	return WdfDeviceAddQueryInterface(wdf.device, &config);
}

static void device_is_there(struct kcase *t)
{
	EXPECT_NOT_NULL(t, wdf.device);
}

static void set_capabilities(void)
{
	WDF_DEVICE_PNP_CAPABILITIES capabilities;

	WDF_DEVICE_PNP_CAPABILITIES_INIT(&capabilities);
	WdfDeviceSetPnpCapabilities(wdf.device, &capabilities);
}

static void set_state(void)
{
	WDF_DEVICE_STATE state;

	WDF_DEVICE_STATE_INIT(&state);
	WdfDeviceSetDeviceState(wdf.device, &state);
}

#define NOT_KNOWN(t, status)	EXPECT_EQ(t, status, STATUS_OBJECT_NAME_NOT_FOUND)

KCASE_CALL_BETWEEN(IoGetDeviceProperty, root_begin, root_end, EXPECT_OK(t, root_query()));
KCASE_CALL(WdfDeviceQueryProperty, NOT_KNOWN(t, device_query()));
KCASE_CALL(WdfDeviceAllocAndQueryProperty,
	   NOT_KNOWN(t, WdfDeviceAllocAndQueryProperty(wdf.device, DevicePropertyClassName,
						       NonPagedPoolNx, NULL, &made)));
KCASE_CALL(WdfIoTargetQueryTargetProperty, NOT_KNOWN(t, target_query()));
KCASE_CALL(WdfIoTargetAllocAndQueryTargetProperty,
	   NOT_KNOWN(t, WdfIoTargetAllocAndQueryTargetProperty(WdfDeviceGetIoTarget(wdf.device),
			DevicePropertyClassName, NonPagedPoolNx, NULL, &made)));
/* wdf_property.init makes these calls, at PASSIVE_LEVEL in EvtDriverDeviceAdd. */
KCASE_CALL(WdfFdoInitQueryProperty, device_is_there(t));
KCASE_CALL(WdfFdoInitAllocAndQueryProperty, device_is_there(t));
/* Likewise wdf_self. */
KCASE_CALL(WdfDeviceInitAllowSelfIoTarget, device_is_there(t));
KCASE_CALL(WdfDeviceGetSelfIoTarget, EXPECT_NULL(t, WdfDeviceGetSelfIoTarget(wdf.device)));
KCASE_CALL(WdfDeviceAssignS0IdleSettings, EXPECT_OK(t, idle_settings()));
KCASE_CALL(WdfDeviceAssignSxWakeSettings,
	   EXPECT_EQ(t, wake_settings(), STATUS_POWER_STATE_INVALID));
KCASE_CALL(WdfDeviceStopIdle, EXPECT_OK(t, WdfDeviceStopIdle(wdf.device, FALSE)));
KCASE_CALL(WdfDeviceResumeIdle, WdfDeviceResumeIdle(wdf.device));
KCASE_CALL(WdfDeviceSetPnpCapabilities, set_capabilities());
KCASE_CALL(WdfDeviceSetDeviceState, set_state());
KCASE_CALL(WdfCmResourceListGetCount, EXPECT_EQ(t, WdfCmResourceListGetCount(NULL), 0u));
KCASE_CALL(WdfCmResourceListGetDescriptor,
	   EXPECT_NULL(t, WdfCmResourceListGetDescriptor(NULL, 0)));
KCASE_CALL(WdfDeviceAddQueryInterface, EXPECT_OK(t, offer()));
KCASE_CALL(WdfDeviceInterfaceReferenceNoOp, WdfDeviceInterfaceReferenceNoOp(NULL));
KCASE_CALL(WdfDeviceInterfaceDereferenceNoOp, WdfDeviceInterfaceDereferenceNoOp(NULL));
