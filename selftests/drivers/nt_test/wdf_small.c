// SPDX-License-Identifier: GPL-2.0-only
/* Framework strings, collections, contexts, versions: pages of the functions' names. */
#include <vmbkmcl/nt/security.h>
#include <vmbkmcl/nt/registry.h>
#include <wmilib.h>

#include "wdf_fixture.h"

static void test_string(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(hello, L"hello");
	UNICODE_STRING text;
	WDFSTRING string;

	ASSERT_EQ(t, WdfStringCreate(&hello, NULL, &string), STATUS_SUCCESS);
	WdfStringGetUnicodeString(string, &text);
	EXPECT_TRUE(t, RtlEqualUnicodeString(&text, &hello, FALSE));
	EXPECT_NE(t, (ULONG_PTR)text.Buffer, (ULONG_PTR)hello.Buffer);
	WdfObjectDelete(string);
	ASSERT_EQ(t, WdfStringCreate(NULL, NULL, &string), STATUS_SUCCESS);
	WdfStringGetUnicodeString(string, &text);
	EXPECT_EQ(t, text.Length, 0);
	EXPECT_EQ(t, WdfDriverRetrieveVersionString(wdf.driver, string), STATUS_SUCCESS);
	WdfStringGetUnicodeString(string, &text);
	EXPECT_NE(t, text.Length, 0);
	WdfObjectDelete(string);
	/* No MaximumLength is large enough for it and its terminator. */
	text.Length = UNICODE_STRING_MAX_BYTES;
	text.MaximumLength = UNICODE_STRING_MAX_BYTES;
	EXPECT_EQ(t, WdfStringCreate(&text, NULL, &string), STATUS_INTEGER_OVERFLOW);
}

/* Texts that are none: without a buffer, and with half a character. */
static void test_no_text(struct kcase *t)
{
	static const GUID class = { 0x4a1c0003 };
	UNICODE_STRING texts[] = {
		{ .Length = 4, .MaximumLength = 4 },
		{ .Length = 3, .MaximumLength = 4, .Buffer = (PWCH)L"ab" },
	};
	PWDFDEVICE_INIT init;
	WDFSTRING string;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		EXPECT_EQ(t, WdfStringCreate(&texts[i], NULL, &string),
			  STATUS_INVALID_PARAMETER);
		EXPECT_NULL(t, WdfControlDeviceInitAllocate(wdf.driver, &texts[i]));
		init = WdfControlDeviceInitAllocate(wdf.driver, NULL);
		ASSERT_NOT_NULL(t, init);
		EXPECT_EQ(t, WdfDeviceInitAssignName(init, &texts[i]),
			  STATUS_INVALID_PARAMETER);
		EXPECT_EQ(t, WdfDeviceInitAssignSDDLString(init, &texts[i]),
			  STATUS_INVALID_PARAMETER);
		WdfDeviceInitFree(init);
		EXPECT_EQ(t, WdfDeviceCreateSymbolicLink(wdf.device, &texts[i]),
			  STATUS_INVALID_PARAMETER);
		EXPECT_EQ(t, WdfDeviceCreateDeviceInterface(wdf.device, &class, &texts[i]),
			  STATUS_INVALID_PARAMETER);
		WdfDeviceSetDeviceInterfaceState(wdf.device, &class, &texts[i], TRUE);
		ASSERT_EQ(t, WdfStringCreate(NULL, NULL, &string), STATUS_SUCCESS);
		EXPECT_EQ(t, WdfDeviceRetrieveDeviceInterfaceString(wdf.device, &class,
								    &texts[i], string),
			  STATUS_INVALID_PARAMETER);
		WdfObjectDelete(string);
	}
}

static void test_collection(struct kcase *t)
{
	WDFCOLLECTION collection;
	WDFOBJECT a, b;

	ASSERT_EQ(t, WdfObjectCreate(NULL, &a), STATUS_SUCCESS);
	ASSERT_EQ(t, WdfObjectCreate(NULL, &b), STATUS_SUCCESS);
	ASSERT_EQ(t, WdfCollectionCreate(NULL, &collection), STATUS_SUCCESS);
	EXPECT_NULL(t, WdfCollectionGetFirstItem(collection));
	EXPECT_NULL(t, WdfCollectionGetLastItem(collection));
	EXPECT_EQ(t, WdfCollectionAdd(collection, a), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfCollectionAdd(collection, b), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfCollectionAdd(collection, a), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfCollectionGetCount(collection), 3u);
	EXPECT_PTR_EQ(t, WdfCollectionGetItem(collection, 1), b);
	EXPECT_NULL(t, WdfCollectionGetItem(collection, 3));
	WdfCollectionRemove(collection, a);
	EXPECT_PTR_EQ(t, WdfCollectionGetFirstItem(collection), b);
	EXPECT_PTR_EQ(t, WdfCollectionGetLastItem(collection), a);
	WdfCollectionRemoveItem(collection, 0);
	EXPECT_EQ(t, WdfCollectionGetCount(collection), 1u);
	/* The collection's reference keeps what is deleted. */
	WdfObjectDelete(a);
	EXPECT_PTR_EQ(t, WdfCollectionGetFirstItem(collection), a);
	WdfObjectDelete(collection);
	WdfObjectDelete(b);
}

static void test_context(struct kcase *t)
{
	EXPECT_PTR_EQ(t, WdfObjectContextGetObject(GetTestContext(wdf.device)), wdf.device);
}

static unsigned int devices_cleaned, queues_destroyed;

/* Callbacks are declared by the types of their objects' kinds. */
static EVT_WDF_DEVICE_CONTEXT_CLEANUP count_device;
static EVT_WDF_IO_QUEUE_CONTEXT_DESTROY_CALLBACK count_queue;

static VOID count_device(WDFOBJECT object)
{
	devices_cleaned++;
}

static VOID count_queue(WDFOBJECT object)
{
	queues_destroyed++;
}

static void test_context_kinds(struct kcase *t)
{
	PWDFDEVICE_INIT init = WdfControlDeviceInitAllocate(wdf.driver, NULL);
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_IO_QUEUE_CONFIG config;
	WDFDEVICE device;
	WDFQUEUE queue;

	devices_cleaned = 0;
	queues_destroyed = 0;
	ASSERT_NOT_NULL(t, init);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.EvtCleanupCallback = count_device;
	ASSERT_EQ(t, WdfDeviceCreate(&init, &attributes, &device), STATUS_SUCCESS);
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.EvtDestroyCallback = count_queue;
	EXPECT_EQ(t, WdfIoQueueCreate(device, &config, &attributes, &queue), STATUS_SUCCESS);
	EXPECT_EQ(t, devices_cleaned + queues_destroyed, 0);
	WdfObjectDelete(device);
	EXPECT_EQ(t, devices_cleaned, 1);
	EXPECT_EQ(t, queues_destroyed, 1);
}

/* There is no debugger: nothing happens. DbgBreakPoint() would fail the run by its warning. */
static void test_break_point(struct kcase *t)
{
	WdfVerifierDbgBreakPoint();
}

static void test_version(struct kcase *t)
{
	WDF_DRIVER_VERSION_AVAILABLE_PARAMS version;

	WDF_DRIVER_VERSION_AVAILABLE_PARAMS_INIT(&version, 1, 0);
	EXPECT_TRUE(t, WdfDriverIsVersionAvailable(wdf.driver, &version));
	WDF_DRIVER_VERSION_AVAILABLE_PARAMS_INIT(&version, 1, 9999);
	EXPECT_FALSE(t, WdfDriverIsVersionAvailable(wdf.driver, &version));
	WDF_DRIVER_VERSION_AVAILABLE_PARAMS_INIT(&version, 1, 0);
	version.Size--;
	EXPECT_FALSE(t, WdfDriverIsVersionAvailable(wdf.driver, &version));
}

static void test_preallocated(struct kcase *t)
{
	char first[4] = "abc", second[8] = "defghij", copy[8];
	WDFMEMORY memory;
	size_t size;

	EXPECT_EQ(t, WdfMemoryCreatePreallocated(NULL, first, 0, &memory),
		  STATUS_INVALID_PARAMETER);
	ASSERT_EQ(t, WdfMemoryCreatePreallocated(NULL, first, 4, &memory), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfMemoryCopyToBuffer(memory, 1, copy, 2), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, copy, "bc", 2);
	EXPECT_EQ(t, WdfMemoryCopyToBuffer(memory, 1, copy, 0), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, WdfMemoryAssignBuffer(memory, second, 8), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, WdfMemoryGetBuffer(memory, &size), second);
	EXPECT_EQ(t, size, 8ul);
	WdfObjectDelete(memory);
}

/* Of every function that makes an object, whichever its kind. */
static void test_attributes(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	PWDFDEVICE_INIT init;
	WDFOBJECT object;
	char buffer[4];

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.Size++;
	EXPECT_EQ(t, WdfObjectCreate(&attributes, &object), STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfStringCreate(NULL, &attributes, (WDFSTRING *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfCollectionCreate(&attributes, (WDFCOLLECTION *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfSpinLockCreate(&attributes, (WDFSPINLOCK *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfWaitLockCreate(&attributes, (WDFWAITLOCK *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfMemoryCreate(&attributes, NonPagedPoolNx, 'tseT', 4,
				     (WDFMEMORY *)&object, NULL), STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfMemoryCreatePreallocated(&attributes, buffer, 4, (WDFMEMORY *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfRequestCreate(&attributes, NULL, (WDFREQUEST *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfIoTargetCreate(wdf.device, &attributes, (WDFIOTARGET *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfLookasideListCreate(NULL, 4, NonPagedPoolNx, &attributes, 'tseT',
					    (WDFLOOKASIDE *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfLookasideListCreate(&attributes, 4, NonPagedPoolNx, NULL, 'tseT',
					    (WDFLOOKASIDE *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfDriverOpenParametersRegistryKey(wdf.driver, KEY_READ, &attributes,
							(WDFKEY *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, WdfDeviceOpenRegistryKey(wdf.device, PLUGPLAY_REGKEY_DEVICE, KEY_READ,
					      &attributes, (WDFKEY *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	init = WdfControlDeviceInitAllocate(wdf.driver, &SDDL_DEVOBJ_SYS_ALL);
	ASSERT_NOT_NULL(t, init);
	EXPECT_EQ(t, WdfDeviceCreate(&init, &attributes, (WDFDEVICE *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	WdfDeviceInitFree(init);
}

static void test_attributes_parent(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_WORKITEM_CONFIG work_config;
	WDF_TIMER_CONFIG timer_config;
	WDF_IO_QUEUE_CONFIG config;
	WDF_DPC_CONFIG dpc_config;
	WDFOBJECT object;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.Size++;
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	EXPECT_EQ(t, WdfIoQueueCreate(wdf.device, &config, &attributes, (WDFQUEUE *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	attributes.ParentObject = wdf.device;
	WDF_TIMER_CONFIG_INIT(&timer_config, NULL);
	EXPECT_EQ(t, WdfTimerCreate(&timer_config, &attributes, (WDFTIMER *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	WDF_DPC_CONFIG_INIT(&dpc_config, NULL);
	EXPECT_EQ(t, WdfDpcCreate(&dpc_config, &attributes, (WDFDPC *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
	WDF_WORKITEM_CONFIG_INIT(&work_config, NULL);
	EXPECT_EQ(t, WdfWorkItemCreate(&work_config, &attributes, (WDFWORKITEM *)&object),
		  STATUS_INFO_LENGTH_MISMATCH);
}

static int ignored_cleanups;

static VOID ignored_cleanup(WDFOBJECT object)
{
	ignored_cleanups++;
}

static void set_wrong_attributes(PWDFDEVICE_INIT init)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_FILEOBJECT_CONFIG file;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.EvtCleanupCallback = ignored_cleanup;
	attributes.ParentObject = wdf.driver;
	WdfDeviceInitSetRequestAttributes(init, &attributes);
	attributes.ParentObject = NULL;
	attributes.ContextSizeOverride = 1;
	WDF_FILEOBJECT_CONFIG_INIT(&file, NULL, NULL, NULL);
	WdfDeviceInitSetFileObjectConfig(init, &file, &attributes);
}

/* Those that the framework would use later are ignored: there is no status. */
static void test_attributes_kept(struct kcase *t)
{
	FILE_OBJECT object = { .DeviceObject = NULL };
	struct wdf_sent sent;

	wdf_remove();
	ignored_cleanups = 0;
	wdf_init_hook = set_wrong_attributes;
	EXPECT_EQ(t, wdf_add(), STATUS_SUCCESS);
	wdf_init_hook = NULL;
	ASSERT_NOT_NULL(t, wdf.fdo);
	object.DeviceObject = wdf.fdo;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_HOLD, 4, 4));
	ASSERT_NOT_NULL(t, wdf.held);
	/* The earlier ones are still there. */
	EXPECT_NOT_NULL(t, GetTestContext(wdf.held));
	WdfRequestComplete(wdf.held, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CREATE), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CLEANUP), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CLOSE), STATUS_SUCCESS);
	EXPECT_NOT_NULL(t, strchr(wdf.order, 'o'));
	EXPECT_EQ(t, ignored_cleanups, 0);
}

static void test_key(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(name, L"number");
	ULONG value = 0;
	WDFKEY key;

	ASSERT_EQ(t, WdfDeviceOpenRegistryKey(wdf.device, PLUGPLAY_REGKEY_DEVICE, KEY_READ, NULL,
					      &key), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRegistryQueryULong(key, &name, &value), STATUS_SUCCESS);
	EXPECT_EQ(t, value, 4711u);
	WdfRegistryClose(key);
}

static void test_wmi_text(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(ab, L"ab");
	UCHAR block[8] = { [6] = 0xaa };
	ULONG size = 0;

	EXPECT_EQ(t, WDF_WMI_BUFFER_APPEND_STRING(block, 5, &ab, &size),
		  STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, size, 6u);
	EXPECT_EQ(t, block[0], 0);
	EXPECT_EQ(t, WDF_WMI_BUFFER_APPEND_STRING(block, 6, &ab, &size), STATUS_SUCCESS);
	EXPECT_EQ(t, size, 6u);
	EXPECT_MEM_EQ(t, block, "\4\0a\0b\0\252", 7);
}

/* What is not freed, the search for leaks finds; what is freed twice, KASAN. */
static void test_wmi_event(struct kcase *t)
{
	PWNODE_SINGLE_INSTANCE event = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*event), 'tseT');
	WNODE_EVENT_ITEM traced = { .WnodeHeader.Flags = WNODE_FLAG_TRACED_GUID };

	ASSERT_TRUE(t, event != NULL);
	event->WnodeHeader.BufferSize = sizeof(*event);
	event->WnodeHeader.Flags = WNODE_FLAG_EVENT_ITEM | WNODE_FLAG_SINGLE_INSTANCE;
	event->WnodeHeader.ProviderId =
		IoWMIDeviceObjectToProviderId(WdfDeviceWdmGetDeviceObject(wdf.device));
	EXPECT_NE(t, event->WnodeHeader.ProviderId, 0u);
	EXPECT_EQ(t, IoWMIWriteEvent(event), STATUS_SUCCESS);
	EXPECT_EQ(t, IoWMIWriteEvent(&traced), STATUS_SUCCESS);
}

/* What a driver that answers WMI by the library does, if a request comes at all. */
static void test_wmi_library(struct kcase *t)
{
	static const GUID event;
	SYSCTL_IRP_DISPOSITION disposition = IrpProcessed;
	WMILIB_CONTEXT library = { .GuidCount = 0 };
	PIRP irp = IoAllocateIrp(1, FALSE);
	PVOID data = ExAllocatePool2(POOL_FLAG_NON_PAGED, 8, 'tseT');

	EXPECT_NOT_NULL(t, data);
	EXPECT_EQ(t, WmiFireEvent(wdf.fdo, &event, 0, 8, data), STATUS_SUCCESS);
	EXPECT_EQ(t, WmiFireEvent(wdf.fdo, &event, 0, 0, NULL), STATUS_SUCCESS);
	ASSERT_NOT_NULL(t, irp);
	EXPECT_EQ(t, WmiSystemControl(&library, wdf.fdo, irp, &disposition),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, disposition, IrpNotWmi);
	IoFreeIrp(irp);
}

static void test_registry_path(struct kcase *t)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING path;
	HANDLE key;

	RtlInitUnicodeString(&path, WdfDriverGetRegistryPath(wdf.driver));
	EXPECT_GT(t, path.Length, 0);
	InitializeObjectAttributes(&attributes, &path, OBJ_KERNEL_HANDLE, NULL, NULL);
	EXPECT_EQ(t, ZwOpenKey(&key, KEY_READ, &attributes), STATUS_SUCCESS);
	ZwClose(key);
}

static const struct kcase_spec wdf_small_cases[] = {
	KCASE(string, "a copy of a text", test_string),
	KCASE(no_text, "texts without a buffer, or with half a character", test_no_text),
	KCASE(collection, "objects in order, each with a reference", test_collection),
	KCASE(context, "the object of a context", test_context),
	KCASE(context_kinds, "callbacks of a device's and a queue's context", test_context_kinds),
	KCASE(break_point, "the framework's break point passes", test_break_point),
	KCASE(version, "versions of the framework", test_version),
	KCASE(preallocated, "a memory object for the driver's own memory", test_preallocated),
	KCASE(attributes, "every kind of object has them looked at", test_attributes),
	KCASE(attributes_parent, "so has one below a device", test_attributes_parent),
	KCASE(attributes_kept, "and those that are kept for later", test_attributes_kept),
	KCASE(wmi_text, "a text in a data block has its length ahead", test_wmi_text),
	KCASE(wmi_event, "an event is freed", test_wmi_event),
	KCASE(wmi_library, "a request is not WMI's, an event is freed", test_wmi_library),
	KCASE(registry_path, "the path of the driver's key", test_registry_path),
	KCASE(device_key, "a device has its driver's parameters", test_key),
};
const struct kcase_suite wdf_small_suite =
	KCASE_SUITE_FIXTURE("wdf_small", wdf_small_cases, wdf_setup, wdf_teardown);
