// SPDX-License-Identifier: GPL-2.0-only
/* Device interfaces, and who may open a device: nodes below /dev, opened from here. */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/namei.h>

#include <vmbkmcl/nt/interface.h>
#include <vmbkmcl/nt/security.h>
#include <vmbkmcl_glue.h>

#include "nt_test.h"

#define FOLDER	"/dev/vmbkmcl/3c1f0a52-77d4-4e0e-8f31-6b6d636c7469/"

static const GUID class = {
	0x3c1f0a52, 0x77d4, 0x4e0e, { 0x8f, 0x31, 0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x69 },
};

#define STACKS	2

/* A driver of two buses' devices and of those on them. */
static struct {
	PDRIVER_OBJECT driver;
	PDEVICE_OBJECT pdo[STACKS], fdo[STACKS];
	UNICODE_STRING name[STACKS];
	WCHAR opened[16];
	PDEVICE_OBJECT opened_device;
} fixture;

static NTSTATUS interface_dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	PUNICODE_STRING name = &stack->FileObject->FileName;

	if (stack->MajorFunction == IRP_MJ_CREATE) {
		fixture.opened_device = device;
		memset(fixture.opened, 0, sizeof(fixture.opened));
		memcpy(fixture.opened, name->Buffer,
		       min_t(size_t, name->Length, sizeof(fixture.opened) - 2));
	}
	irp->IoStatus.Status = STATUS_SUCCESS;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

static NTSTATUS interface_entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	fixture.driver = object;
	object->MajorFunction[IRP_MJ_CREATE] = interface_dispatch;
	object->MajorFunction[IRP_MJ_CLEANUP] = interface_dispatch;
	object->MajorFunction[IRP_MJ_CLOSE] = interface_dispatch;
	return STATUS_SUCCESS;
}

static struct vmbkmcl_glue glue = {
	.driver = { .name = "interface test", .owner = THIS_MODULE },
	.entry = interface_entry,
};

static PDEVICE_OBJECT interface_device(struct kcase *t)
{
	PDEVICE_OBJECT device = NULL;

	EXPECT_EQ(t, IoCreateDevice(fixture.driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				    &device), STATUS_SUCCESS);
	if (device)
		device->Flags &= ~DO_DEVICE_INITIALIZING;
	return device;
}

static int interface_setup(struct kcase *t)
{
	int i, error = vmbkmcl_glue_load(&glue);

	if (error)
		return error;
	for (i = 0; i < STACKS; i++) {
		fixture.pdo[i] = interface_device(t);
		fixture.fdo[i] = interface_device(t);
		if (!fixture.pdo[i] || !fixture.fdo[i])
			return -ENOMEM;
		IoAttachDeviceToDeviceStack(fixture.fdo[i], fixture.pdo[i]);
		EXPECT_EQ(t, IoRegisterDeviceInterface(fixture.pdo[i], &class, NULL,
						       &fixture.name[i]), STATUS_SUCCESS);
	}
	return 0;
}

static void interface_teardown(struct kcase *t)
{
	int i;

	for (i = 0; i < STACKS; i++) {
		RtlFreeUnicodeString(&fixture.name[i]);
		if (fixture.fdo[i] && fixture.pdo[i])
			IoDetachDevice(fixture.pdo[i]);
		if (fixture.fdo[i])
			IoDeleteDevice(fixture.fdo[i]);
		if (fixture.pdo[i])
			IoDeleteDevice(fixture.pdo[i]);
	}
	vmbkmcl_glue_unload(&glue);
	memset(&fixture, 0, sizeof(fixture));
}

/* What opening a node comes to: 0 or an errno. */
static int open_error(const char *path, int flags)
{
	struct file *file = filp_open(path, flags, 0);

	if (IS_ERR(file))
		return PTR_ERR(file);
	filp_close(file, NULL);
	flush_delayed_fput();
	return 0;
}

static NTSTATUS set_state(int stack, BOOLEAN enable)
{
	return IoSetDeviceInterfaceState(&fixture.name[stack], enable);
}

static void test_IoRegisterDeviceInterface(struct kcase *t)
{
	UNICODE_STRING again, other, slash = RTL_CONSTANT_STRING(L"a\\b");

	EXPECT_FALSE(t, RtlEqualUnicodeString(&fixture.name[0], &fixture.name[1], TRUE));
	ASSERT_EQ(t, IoRegisterDeviceInterface(fixture.pdo[0], &class, NULL, &again),
		  STATUS_OBJECT_NAME_EXISTS);
	EXPECT_TRUE(t, RtlEqualUnicodeString(&fixture.name[0], &again, FALSE));
	RtlFreeUnicodeString(&again);
	EXPECT_EQ(t, IoRegisterDeviceInterface(fixture.fdo[0], &class, NULL, &other),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, IoRegisterDeviceInterface(fixture.pdo[0], &class, &slash, &other),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, open_error(FOLDER "0", O_RDWR), -ENOENT);
}

static void test_IoSetDeviceInterfaceState(struct kcase *t)
{
	UNICODE_STRING unknown = RTL_CONSTANT_STRING(L"\\DosDevices\\vmbkmcl#none#0");

	EXPECT_EQ(t, IoSetDeviceInterfaceState(&unknown, TRUE), STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, set_state(0, FALSE), STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, set_state(0, TRUE), STATUS_SUCCESS);
	EXPECT_EQ(t, set_state(0, TRUE), STATUS_OBJECT_NAME_EXISTS);
	EXPECT_EQ(t, open_error(FOLDER "0", O_RDWR), 0);
	EXPECT_PTR_EQ(t, fixture.opened_device, fixture.fdo[0]);
	EXPECT_EQ(t, fixture.opened[0], 0);
	EXPECT_EQ(t, open_error(FOLDER "1", O_RDWR), -ENOENT);
	EXPECT_EQ(t, set_state(1, TRUE), STATUS_SUCCESS);
	EXPECT_EQ(t, open_error(FOLDER "1", O_RDWR), 0);
	EXPECT_PTR_EQ(t, fixture.opened_device, fixture.fdo[1]);
	EXPECT_EQ(t, set_state(0, FALSE), STATUS_SUCCESS);
	EXPECT_EQ(t, open_error(FOLDER "0", O_RDWR), -ENOENT);
	EXPECT_EQ(t, set_state(1, FALSE), STATUS_SUCCESS);
}

static void test_reference(struct kcase *t)
{
	UNICODE_STRING name, reference = RTL_CONSTANT_STRING(L"port");

	ASSERT_EQ(t, IoRegisterDeviceInterface(fixture.pdo[0], &class, &reference, &name),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, IoSetDeviceInterfaceState(&name, TRUE), STATUS_SUCCESS);
	EXPECT_EQ(t, open_error(FOLDER "2.port", O_RDWR), 0);
	EXPECT_MEM_EQ(t, fixture.opened, L"\\port", 12);
	RtlFreeUnicodeString(&name);
}

/* A driver opens names that go on behind an interface's and a device's. */
static void open_behind(struct kcase *t, PCUNICODE_STRING name, PCWSTR rest)
{
	WCHAR text[128] = { 0 };
	UNICODE_STRING whole = { .Buffer = text, .MaximumLength = sizeof(text) };
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;

	EXPECT_EQ(t, RtlAppendUnicodeStringToString(&whole, name), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlAppendUnicodeToString(&whole, rest), STATUS_SUCCESS);
	ASSERT_EQ(t, IoGetDeviceObjectPointer(&whole, GENERIC_READ, &file, &device),
		  STATUS_SUCCESS);
	ObDereferenceObject(file);
}

static void test_name_behind(struct kcase *t)
{
	UNICODE_STRING name, reference = RTL_CONSTANT_STRING(L"port");

	EXPECT_EQ(t, set_state(0, TRUE), STATUS_SUCCESS);
	open_behind(t, &fixture.name[0], L"\\a\\b");
	EXPECT_MEM_EQ(t, fixture.opened, L"\\a\\b", 10);
	ASSERT_EQ(t, IoRegisterDeviceInterface(fixture.pdo[0], &class, &reference, &name),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, IoSetDeviceInterfaceState(&name, TRUE), STATUS_SUCCESS);
	open_behind(t, &name, L"\\a");
	EXPECT_MEM_EQ(t, fixture.opened, L"\\port\\a", 16);
	open_behind(t, &name, L"");
	EXPECT_MEM_EQ(t, fixture.opened, L"\\port", 12);
	RtlFreeUnicodeString(&name);
}

/* The name of the file, which begins with a backslash, could not tell its length. */
static void test_long_reference(struct kcase *t)
{
	UNICODE_STRING name, reference = { .Length = UNICODE_STRING_MAX_BYTES };
	NTSTATUS status;

	reference.MaximumLength = reference.Length;
	reference.Buffer = ExAllocatePoolZero(PagedPool, reference.Length, 'tseT');
	ASSERT_NOT_NULL(t, reference.Buffer);
	memset(reference.Buffer, 'a', reference.Length);
	status = IoRegisterDeviceInterface(fixture.pdo[0], &class, &reference, &name);
	EXPECT_EQ(t, status, STATUS_INVALID_DEVICE_REQUEST);
	if (NT_SUCCESS(status))
		RtlFreeUnicodeString(&name);
	ExFreePool(reference.Buffer);
}

/* A device that is deleted takes its interfaces with it, enabled or not. */
static void test_deleted(struct kcase *t)
{
	EXPECT_EQ(t, set_state(1, TRUE), STATUS_SUCCESS);
	IoDetachDevice(fixture.pdo[1]);
	IoDeleteDevice(fixture.pdo[1]);
	fixture.pdo[1] = NULL;
	EXPECT_EQ(t, open_error(FOLDER "1", O_RDWR), -ENOENT);
	EXPECT_EQ(t, set_state(1, TRUE), STATUS_OBJECT_NAME_NOT_FOUND);
}

static size_t names_in(PZZWSTR list)
{
	size_t i, names = 0;

	for (i = 0; list[i]; names++) {
		while (list[i])
			i++;
		i++;
	}
	return names;
}

static void expect_names(struct kcase *t, PDEVICE_OBJECT pdo, ULONG flags, size_t names)
{
	PZZWSTR list;

	ASSERT_EQ(t, IoGetDeviceInterfaces(&class, pdo, flags, &list), STATUS_SUCCESS);
	EXPECT_EQ(t, names_in(list), names);
	if (names == 1)
		EXPECT_MEM_EQ(t, list, fixture.name[1].Buffer, fixture.name[1].Length);
	ExFreePool(list);
}

static void test_IoGetDeviceInterfaces(struct kcase *t)
{
	PZZWSTR list;

	expect_names(t, NULL, 0, 0);
	expect_names(t, NULL, DEVICE_INTERFACE_INCLUDE_NONACTIVE, 2);
	expect_names(t, fixture.pdo[1], DEVICE_INTERFACE_INCLUDE_NONACTIVE, 1);
	EXPECT_EQ(t, set_state(1, TRUE), STATUS_SUCCESS);
	expect_names(t, NULL, 0, 1);
	expect_names(t, fixture.pdo[0], 0, 0);
	EXPECT_EQ(t, IoGetDeviceInterfaces(&class, fixture.fdo[0], 0, &list),
		  STATUS_INVALID_DEVICE_REQUEST);
}

static UNICODE_STRING secure_name = RTL_CONSTANT_STRING(L"\\Device\\KmclSecureTest");
static UNICODE_STRING secure_link = RTL_CONSTANT_STRING(L"\\DosDevices\\KmclSecureTest");

static NTSTATUS create_secure(PCUNICODE_STRING sddl, PDEVICE_OBJECT *device)
{
	return IoCreateDeviceSecure(fixture.driver, 0, &secure_name, FILE_DEVICE_UNKNOWN, 0,
				    FALSE, sddl, NULL, device);
}

/* The mode of the node of a device with that descriptor, or an errno. */
static int mode_of(struct kcase *t, PCUNICODE_STRING sddl)
{
	PDEVICE_OBJECT device;
	struct path path;
	int mode;

	if (create_secure(sddl, &device) != STATUS_SUCCESS)
		return -EINVAL;
	EXPECT_EQ(t, IoCreateSymbolicLink(&secure_link, &secure_name), STATUS_SUCCESS);
	mode = kern_path("/dev/KmclSecureTest", 0, &path);
	if (!mode) {
		mode = d_inode(path.dentry)->i_mode & 0777;
		path_put(&path);
	}
	IoDeleteSymbolicLink(&secure_link);
	IoDeleteDevice(device);
	return mode;
}

static void expect_mode(struct kcase *t, PCWSTR text, int mode)
{
	UNICODE_STRING sddl;

	RtlInitUnicodeString(&sddl, text);
	EXPECT_EQ(t, mode_of(t, &sddl), mode);
}

static void test_constants(struct kcase *t)
{
	EXPECT_EQ(t, mode_of(t, &SDDL_DEVOBJ_KERNEL_ONLY), 0);
	EXPECT_EQ(t, mode_of(t, &SDDL_DEVOBJ_SYS_ALL), 0600);
	EXPECT_EQ(t, mode_of(t, &SDDL_DEVOBJ_SYS_ALL_ADM_ALL), 0600);
	EXPECT_EQ(t, mode_of(t, &SDDL_DEVOBJ_SYS_ALL_ADM_RX), 0600);
	EXPECT_EQ(t, mode_of(t, &SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R), 0644);
	EXPECT_EQ(t, mode_of(t, &SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R_RES_R), 0644);
	EXPECT_EQ(t, mode_of(t, &SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RW_RES_R), 0666);
	EXPECT_EQ(t, mode_of(t, &SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RWX_RES_RWX), 0666);
}

/* Numbers, other words for the same, entries that deny, and who does not exist here. */
static void test_entries(struct kcase *t)
{
	expect_mode(t, L"O:BAG:SYD:P(A;;0x12019f;;;WD)(A;;FA;;;SY)", 0666);
	expect_mode(t, L"D:P(A;;GA;;;S-1-5-32-544)(A;;FR;;;AU)", 0644);
	expect_mode(t, L"D:(D;;GW;;;WD)(A;;GA;;;SY)(A;;GA;;;WD)", 0444);
	expect_mode(t, L"D:P(A;;GA;;;SY)(A;;GA;;;S-1-5-21-1-2-3-1001)", 0600);
	expect_mode(t, L"D:P(D;;GA;;;S-1-5-21-1-2-3-1001)(A;;GRGW;;;WD)", 0600);
	expect_mode(t, L"O:BAG:SY", 0666);
	expect_mode(t, L"D:P(A;;GA;;;SY)(A;OICIIO;GA;;;WD)", 0600);
	expect_mode(t, L"D:P(A;OICI;GA;;;SY)(A;id;GR;;;WD)", 0644);
	expect_mode(t, L"D:P(A;;GA;;;SY)S:(ML;;NW;;;LW)", 0600);
}

static void test_wrong_text(struct kcase *t)
{
	expect_mode(t, L"", -EINVAL);
	expect_mode(t, L"nonsense", -EINVAL);
	expect_mode(t, L"D:P(A;;GA;;;SY", -EINVAL);
	expect_mode(t, L"D:P(A;;GA;;SY)", -EINVAL);
	expect_mode(t, L"D:P(A;;QQ;;;SY)", -EINVAL);
	expect_mode(t, L"D:P(A;QQ;GA;;;SY)", -EINVAL);
	expect_mode(t, L"D:P(A;I;GA;;;SY)", -EINVAL);
	expect_mode(t, L"D:P(A;;GA;;;SY)junk", -EINVAL);
}

/* Root gets past a mode, but not into a device of the kernel's alone. */
static void test_kernel_only(struct kcase *t)
{
	PDEVICE_OBJECT device;

	ASSERT_EQ(t, create_secure(&SDDL_DEVOBJ_KERNEL_ONLY, &device), STATUS_SUCCESS);
	device->Flags &= ~DO_DEVICE_INITIALIZING;
	EXPECT_EQ(t, IoCreateSymbolicLink(&secure_link, &secure_name), STATUS_SUCCESS);
	EXPECT_EQ(t, open_error("/dev/KmclSecureTest", O_RDWR), -EACCES);
	IoDeleteSymbolicLink(&secure_link);
	IoDeleteDevice(device);
}

static void test_exclusive(struct kcase *t)
{
	PDEVICE_OBJECT device;
	struct file *file;

	ASSERT_EQ(t, IoCreateDevice(fixture.driver, 0, &secure_name, FILE_DEVICE_UNKNOWN, 0,
				    TRUE, &device), STATUS_SUCCESS);
	device->Flags &= ~DO_DEVICE_INITIALIZING;
	EXPECT_EQ(t, IoCreateSymbolicLink(&secure_link, &secure_name), STATUS_SUCCESS);
	file = filp_open("/dev/KmclSecureTest", O_RDWR, 0);
	EXPECT_FALSE(t, IS_ERR(file));
	EXPECT_EQ(t, open_error("/dev/KmclSecureTest", O_RDWR), -EBUSY);
	if (!IS_ERR(file))
		filp_close(file, NULL);
	flush_delayed_fput();
	EXPECT_EQ(t, open_error("/dev/KmclSecureTest", O_RDWR), 0);
	IoDeleteSymbolicLink(&secure_link);
	IoDeleteDevice(device);
}

static const struct kcase_spec interface_cases[] = {
	KCASE(io_create_device_exclusive, "one handle at a time", test_exclusive),
	KCASE(io_register_device_interface, "names differ by device, and stay; only for a bus's",
	      test_IoRegisterDeviceInterface),
	KCASE(io_set_device_interface_state, "there is a node while it is enabled",
	      test_IoSetDeviceInterfaceState),
	KCASE(io_register_device_interface_reference, "the reference string is the file's name",
	      test_reference),
	KCASE(io_get_device_object_pointer_behind, "a name goes on behind what it leads to",
	      test_name_behind),
	KCASE(io_register_device_interface_long, "a reference string that is too long",
	      test_long_reference),
	KCASE(io_delete_device_interface, "a device's interfaces go with it", test_deleted),
	KCASE(io_get_device_interfaces, "lists those that are enabled, or all",
	      test_IoGetDeviceInterfaces),
	KCASE(sddl_devobj, "the node's mode is what each constant says", test_constants),
	KCASE(sddl_entries, "entries in order; what cannot be expressed is stricter",
	      test_entries),
	KCASE(sddl_wrong, "text that is no descriptor is refused", test_wrong_text),
	KCASE(sddl_kernel_only, "root cannot open what only the kernel may",
	      test_kernel_only),
};
const struct kcase_suite interface_suite =
	KCASE_SUITE_FIXTURE("interface", interface_cases, interface_setup, interface_teardown);
