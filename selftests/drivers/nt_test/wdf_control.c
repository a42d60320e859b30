// SPDX-License-Identifier: GPL-2.0-only
/* Control devices and device interfaces: pages nf-wdfcontrol-..., nf-wdfdevice-... */
#include <linux/fs.h>
#include <linux/namei.h>
#include <linux/notifier.h>
#include <linux/reboot.h>

#include <vmbkmcl/nt/security.h>

#include "wdf_fixture.h"

static int control_cleanups, control_controls;
static struct task_struct *control_cleaner;

static VOID control_cleanup(WDFOBJECT device)
{
	control_cleaner = current;
	control_cleanups++;
}

static VOID control_control(WDFQUEUE queue, WDFREQUEST request, size_t out, size_t in, ULONG code)
{
	control_controls++;
	WdfRequestComplete(request, STATUS_SUCCESS);
}

/* A mode of a node below /dev, or -1. */
static int node_mode(const char *name)
{
	struct path path;
	int mode;

	if (kern_path(name, 0, &path))
		return -1;
	mode = d_inode(path.dentry)->i_mode & 0777;
	path_put(&path);
	return mode;
}

static NTSTATUS control_create(PCUNICODE_STRING sddl, WDFDEVICE *device)
{
	DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\KmclWdfControl");
	WDF_OBJECT_ATTRIBUTES attributes;
	PWDFDEVICE_INIT init;
	NTSTATUS status;

	init = WdfControlDeviceInitAllocate(wdf.driver, sddl);
	if (!init)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = WdfDeviceInitAssignName(init, &name);
	if (NT_SUCCESS(status)) {
		WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
		attributes.EvtCleanupCallback = control_cleanup;
		status = WdfDeviceCreate(&init, &attributes, device);
	}
	if (!NT_SUCCESS(status))
		WdfDeviceInitFree(init);
	return status;
}

static NTSTATUS control_set_up(WDFDEVICE device)
{
	DECLARE_CONST_UNICODE_STRING(link, L"\\DosDevices\\KmclWdfControl");
	WDF_IO_QUEUE_CONFIG config;
	NTSTATUS status;

	status = WdfDeviceCreateSymbolicLink(device, &link);
	if (!NT_SUCCESS(status))
		return status;
	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchSequential);
	config.EvtIoDeviceControl = control_control;
	return WdfIoQueueCreate(device, &config, NULL, NULL);
}

static NTSTATUS control_send(PDEVICE_OBJECT object)
{
	IO_STATUS_BLOCK iosb;
	KEVENT done;
	PIRP irp;

	KeInitializeEvent(&done, NotificationEvent, FALSE);
	irp = IoBuildDeviceIoControlRequest(WDF_TEST_CALL, object, NULL, 0, NULL, 0, FALSE, &done,
					    &iosb);
	if (!irp)
		return STATUS_INSUFFICIENT_RESOURCES;
	IoCallDriver(object, irp);
	KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
	return iosb.Status;
}

/* It takes requests without a bus's device or power, and goes when it is deleted. */
static void test_control(struct kcase *t)
{
	WDF_IO_QUEUE_CONFIG config;
	PDEVICE_OBJECT object;
	WDFDEVICE device;

	control_cleanups = 0;
	control_controls = 0;
	ASSERT_EQ(t, control_create(&SDDL_DEVOBJ_SYS_ALL_ADM_ALL, &device), STATUS_SUCCESS);
	ASSERT_EQ(t, control_set_up(device), STATUS_SUCCESS);
	object = WdfDeviceWdmGetDeviceObject(device);
	EXPECT_TRUE(t, object->Flags & DO_DEVICE_INITIALIZING);
	EXPECT_TRUE(t, object->Flags & DO_BUFFERED_IO);
	EXPECT_NULL(t, WdfDeviceWdmGetPhysicalDevice(device));
	WdfControlFinishInitializing(device);
	EXPECT_FALSE(t, object->Flags & DO_DEVICE_INITIALIZING);
	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchManual);
	EXPECT_EQ(t, WdfIoQueueCreate(device, &config, NULL, NULL), STATUS_INVALID_DEVICE_STATE);
	EXPECT_EQ(t, control_send(object), STATUS_SUCCESS);
	EXPECT_EQ(t, control_controls, 1);
	WdfObjectDelete(device);
	EXPECT_EQ(t, control_cleanups, 1);
	EXPECT_EQ(t, node_mode("/dev/KmclWdfControl"), -1);
	/* Its name is free again. */
	ASSERT_EQ(t, control_create(&SDDL_DEVOBJ_SYS_ALL_ADM_ALL, &device), STATUS_SUCCESS);
	WdfObjectDelete(device);
}

/*
 * What is called when the machine shuts down, from a block of ours on; the machine goes
 * on. Only those of the same priority and below.
 */
#define BLOCKS	32

static int shutdown_nothing(struct notifier_block *block, unsigned long action, void *data)
{
	return NOTIFY_DONE;
}

static unsigned int shutdown_blocks(struct notifier_block *blocks[BLOCKS])
{
	struct notifier_block first = { .notifier_call = shutdown_nothing, .priority = 1 };
	struct notifier_block *block;
	unsigned int n = 0;

	if (register_reboot_notifier(&first))
		return 0;
	for (block = rcu_dereference_raw(first.next); block && n < BLOCKS;
	     block = rcu_dereference_raw(block->next))
		blocks[n++] = block;
	unregister_reboot_notifier(&first);
	return n;
}

static struct {
	int calls;
	KEVENT destroyed;
} shut;

static VOID shutdown_delete(WDFDEVICE device)
{
	shut.calls++;
	WdfObjectDelete(device);
}

static VOID shutdown_destroyed(WDFOBJECT device)
{
	KeSetEvent(&shut.destroyed, 0, FALSE);
}

static NTSTATUS shutdown_create(void)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	PWDFDEVICE_INIT init;
	WDFDEVICE device;
	NTSTATUS status;

	init = WdfControlDeviceInitAllocate(wdf.driver, NULL);
	if (!init)
		return STATUS_INSUFFICIENT_RESOURCES;
	WdfControlDeviceInitSetShutdownNotification(init, shutdown_delete, WdfDeviceShutdown);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.EvtCleanupCallback = control_cleanup;
	attributes.EvtDestroyCallback = shutdown_destroyed;
	status = WdfDeviceCreate(&init, &attributes, &device);
	if (!NT_SUCCESS(status))
		WdfDeviceInitFree(init);
	return status;
}

/* The end of the registration waits for the callback: it may not be waited for there. */
static void test_shutdown(struct kcase *t)
{
	struct notifier_block *before[BLOCKS], *after[BLOCKS];
	unsigned int i, n, known = shutdown_blocks(before);

	memset(&shut, 0, sizeof(shut));
	control_cleanups = 0;
	KeInitializeEvent(&shut.destroyed, NotificationEvent, FALSE);
	ASSERT_EQ(t, shutdown_create(), STATUS_SUCCESS);
	n = shutdown_blocks(after);
	ASSERT_EQ(t, n, known + 1);
	for (i = 0; i < known && after[i] == before[i]; i++)
		;
	EXPECT_EQ(t, after[i]->notifier_call(after[i], SYS_RESTART, NULL), NOTIFY_DONE);
	EXPECT_EQ(t, shut.calls, 1);
	EXPECT_EQ(t, KeWaitForSingleObject(&shut.destroyed, Executive, KernelMode, FALSE,
					   MS(20000)), STATUS_SUCCESS);
	EXPECT_EQ(t, control_cleanups, 1);
	EXPECT_TRUE(t, control_cleaner != current);
	EXPECT_EQ(t, shutdown_blocks(after), known);
}

static void test_sddl(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(wrong, L"D:P(A;;");
	WDFDEVICE device;

	EXPECT_FALSE(t, NT_SUCCESS(control_create(&wrong, &device)));
	ASSERT_EQ(t, control_create(&SDDL_DEVOBJ_SYS_ALL_ADM_ALL, &device), STATUS_SUCCESS);
	EXPECT_EQ(t, control_set_up(device), STATUS_SUCCESS);
	EXPECT_EQ(t, node_mode("/dev/KmclWdfControl"), 0600);
	WdfObjectDelete(device);
	ASSERT_EQ(t, control_create(&SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RW_RES_R, &device),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, control_set_up(device), STATUS_SUCCESS);
	EXPECT_EQ(t, node_mode("/dev/KmclWdfControl"), 0666);
	WdfObjectDelete(device);
}

static void test_init_free(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	PWDFDEVICE_INIT init;
	WDFDEVICE device;

	init = WdfControlDeviceInitAllocate(wdf.driver, &SDDL_DEVOBJ_SYS_ALL);
	ASSERT_NOT_NULL(t, init);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = wdf.driver;
	EXPECT_EQ(t, WdfDeviceCreate(&init, &attributes, &device),
		  STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED);
	/* A descriptor says who may open a name. */
	EXPECT_EQ(t, WdfDeviceCreate(&init, NULL, &device), STATUS_INVALID_SECURITY_DESCR);
	WdfDeviceInitFree(init);
}

/* What EvtDriverDeviceAdd has is not the driver's to free, and makes one device. */
static PWDFDEVICE_INIT kept_init;

static void free_init(PWDFDEVICE_INIT init)
{
	DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\KmclWdfKept");

	EXPECT_EQ(wdf.t, WdfDeviceInitAssignName(init, &name), STATUS_SUCCESS);
	WdfDeviceInitFree(init);
	kept_init = init;
}

static void create_again(WDFDEVICE device)
{
	WDFDEVICE other;

	EXPECT_EQ(wdf.t, WdfDeviceCreate(&kept_init, NULL, &other),
		  STATUS_INVALID_DEVICE_STATE);
}

static void test_init_kept(struct kcase *t)
{
	wdf_remove();
	wdf_init_hook = free_init;
	wdf_device_hook = create_again;
	EXPECT_EQ(t, wdf_add(), STATUS_SUCCESS);
	wdf_init_hook = NULL;
	wdf_device_hook = NULL;
}

/* Interfaces: page nf-wdfdevice-wdfdevicecreatedeviceinterface. */
#define INTERFACE_NODE	"/dev/vmbkmcl/4a1c0002-0011-0022-0102-030405060708/0"

static const GUID interface_class = { 0x4a1c0002, 0x11, 0x22, { 1, 2, 3, 4, 5, 6, 7, 8 } };
static int before_start;

static void add_interface(WDFDEVICE device)
{
	EXPECT_EQ(wdf.t, WdfDeviceCreateDeviceInterface(device, &interface_class, NULL),
		  STATUS_SUCCESS);
	before_start = node_mode(INTERFACE_NODE);
}

static int interface_setup(struct kcase *t)
{
	wdf_device_hook = add_interface;
	return wdf_setup(t);
}

static void interface_teardown(struct kcase *t)
{
	wdf_device_hook = NULL;
	wdf_teardown(t);
}

static void test_interface(struct kcase *t)
{
	EXPECT_EQ(t, before_start, -1);
	EXPECT_NE(t, node_mode(INTERFACE_NODE), -1);
	WdfDeviceSetDeviceInterfaceState(wdf.device, &interface_class, NULL, FALSE);
	EXPECT_EQ(t, node_mode(INTERFACE_NODE), -1);
	WdfDeviceSetDeviceInterfaceState(wdf.device, &interface_class, NULL, TRUE);
	EXPECT_NE(t, node_mode(INTERFACE_NODE), -1);
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_EQ(t, node_mode(INTERFACE_NODE), -1);
}

static void test_interface_string(struct kcase *t)
{
	const GUID unknown = { 7 };
	UNICODE_STRING text;
	WDFSTRING string;

	ASSERT_EQ(t, WdfStringCreate(NULL, NULL, &string), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfDeviceRetrieveDeviceInterfaceString(wdf.device, &unknown, NULL, string),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, WdfDeviceRetrieveDeviceInterfaceString(wdf.device, &interface_class, NULL,
							    string), STATUS_SUCCESS);
	WdfStringGetUnicodeString(string, &text);
	EXPECT_NE(t, text.Length, 0);
	WdfObjectDelete(string);
}

static const struct kcase_spec wdf_interface_cases[] = {
	KCASE(state, "enabled while the device is started, unless disabled", test_interface),
	KCASE(string, "the name of an interface", test_interface_string),
};
const struct kcase_suite wdf_interface_suite =
	KCASE_SUITE_FIXTURE("wdf_interface", wdf_interface_cases, interface_setup,
			    interface_teardown);

static const struct kcase_spec wdf_control_cases[] = {
	KCASE(control, "a device on no bus", test_control),
	KCASE(shutdown, "its shutdown callback may delete it", test_shutdown),
	KCASE(sddl, "who may open it, as the node's mode", test_sddl),
	KCASE(init_free, "a device that is not made after all", test_init_free),
	KCASE(init_kept, "a structure of the framework's makes one device", test_init_kept),
};
const struct kcase_suite wdf_control_suite =
	KCASE_SUITE_FIXTURE("wdf_control", wdf_control_cases, wdf_setup, wdf_teardown);
