/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * vmbkmcl_glue.h - the Linux side of a Windows driver's module.
 *
 * One short file of a driver, the counterpart of its INF, includes this header:
 *
 *	#include <vmbkmcl_glue.h>
 *
 *	static const struct hv_vmbus_device_id types[] = {
 *		{ .guid = GUID_INIT(0x57164f39, 0x9115, 0x4e78, 0xab, 0x55,
 *				    0x38, 0x2f, 0x3b, 0xd5, 0x42, 0x2d) },
 *		{ }
 *	};
 *	VMBKMCL_WINDOWS_DRIVER("heartbeat", types);
 *	MODULE_DESCRIPTION("...");
 *	MODULE_AUTHOR("...");
 *	MODULE_LICENSE("GPL");
 *
 * The types are also the module's aliases, so that udev loads the driver when a
 * device of one of them arrives. A root-enumerated driver has no types: see
 * VMBKMCL_WINDOWS_DRIVER_ROOT(). Loading the module calls DriverEntry. For each
 * device AddDevice is called and a start request is sent. Unloading the module
 * removes the devices and calls DriverUnload.
 */
#ifndef VMBKMCL_GLUE_H
#define VMBKMCL_GLUE_H

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/uuid.h>

#include <wdm.h>
#include <vmbkmcl.h>

/**
 * struct vmbkmcl_registry_value - a driver's parameter, a value in its registry key
 * @name: the value's name in the registry
 * @number: the variable that has the value, a REG_DWORD; the driver sees and sets it
 * @text: instead of @number, the variable that has the value, a REG_SZ in UTF-8: the
 *	driver's key has a copy of it from loading on; NULL: there is no such value
 */
struct vmbkmcl_registry_value {
	const char *name;
	unsigned int *number;
	char **text;
};

/**
 * struct vmbkmcl_glue - a Windows driver's module
 * @driver: its registration; the glue file sets name and owner
 * @types: the interface types of its devices, with an empty one at the end; NULL
 *	if it has none of a bus
 * @root_count: number of its root-enumerated devices; @types is NULL then
 * @entry: DriverEntry
 * @values: its parameters; optional
 * @value_count: number of @values
 * @object: its driver object
 * @extension: of @object
 * @fops: of its device nodes
 * @queries: private: number of registry queries that use @values now
 * @roots: private: its root-enumerated devices
 * @unloading: private: devices are removed because the module is unloaded, so they get
 *	no surprise removal
 */
struct vmbkmcl_glue {
	struct vmbkmcl_driver driver;
	const struct hv_vmbus_device_id *types;
	unsigned int root_count;
	PDRIVER_INITIALIZE entry;
	const struct vmbkmcl_registry_value *values;
	unsigned int value_count;
	DRIVER_OBJECT object;
	DRIVER_EXTENSION extension;
	struct file_operations fops;
	unsigned int queries;
	struct list_head roots;
	bool unloading;
};

/**
 * vmbkmcl_glue_load() - load a Windows driver, for its module's init
 * @glue: zero but for @driver, @types, @entry and @values
 *
 * Context: PASSIVE_LEVEL.
 * Return: 0, or the errno for the status that DriverEntry returned.
 */
int vmbkmcl_glue_load(struct vmbkmcl_glue *glue);

/**
 * vmbkmcl_glue_unload() - unload a Windows driver, for its module's exit
 * @glue: loaded
 *
 * Context: PASSIVE_LEVEL.
 */
void vmbkmcl_glue_unload(struct vmbkmcl_glue *glue);

/**
 * VMBKMCL_WINDOWS_DRIVER() - define a module's init and exit
 * @_name: text for the log
 * @_types: array of struct hv_vmbus_device_id, the last one empty
 *
 * VMBKMCL_WINDOWS_DRIVER_NO_DEVICES() is for a driver without AddDevice, which
 * creates its devices in DriverEntry.
 * Context: file scope.
 */
#define VMBKMCL_WINDOWS_DRIVER(_name, _types)				\
	VMBKMCL_GLUE_DRIVER(_name, _types, NULL, 0)

/**
 * VMBKMCL_WINDOWS_DRIVER_PARAMETERS() - the same for a driver with parameters
 * @_name: text for the log
 * @_types: array of struct hv_vmbus_device_id, the last one empty
 * @_values: array of struct vmbkmcl_registry_value
 *
 * Context: file scope.
 */
#define VMBKMCL_WINDOWS_DRIVER_PARAMETERS(_name, _types, _values)	\
	VMBKMCL_GLUE_DRIVER(_name, _types, _values, ARRAY_SIZE(_values))

/**
 * VMBKMCL_WINDOWS_DRIVER_ROOT() - the same for a driver of root-enumerated devices
 * @_name: text for the log
 * @_count: number of devices
 *
 * When the module is loaded, AddDevice is called and a
 * start request sent for each device, after DriverEntry; unloading it removes them, the
 * last one first. A device that the driver refuses is left out; if it refuses all, the
 * module is not loaded. [ours] The devices are /sys/devices/MODULE.NUMBER.
 * VMBKMCL_WINDOWS_DRIVER_ROOT_PARAMETERS() has the array of values besides.
 *
 * Context: file scope.
 */
#define VMBKMCL_WINDOWS_DRIVER_ROOT(_name, _count)			\
	VMBKMCL_GLUE_ROOT(_name, _count, NULL, 0)

#define VMBKMCL_WINDOWS_DRIVER_ROOT_PARAMETERS(_name, _count, _values)	\
	VMBKMCL_GLUE_ROOT(_name, _count, _values, ARRAY_SIZE(_values))

#define VMBKMCL_GLUE_ROOT(_name, _count, _values, _value_count)	\
	static struct vmbkmcl_glue vmbkmcl_glue = {			\
		.driver = { .name = (_name), .owner = THIS_MODULE },	\
		.root_count = (_count),					\
		.entry = DriverEntry,					\
		.values = (_values),					\
		.value_count = (_value_count),				\
	};								\
	VMBKMCL_GLUE_INIT

#define VMBKMCL_GLUE_DRIVER(_name, _types, _values, _value_count)	\
	static struct vmbkmcl_glue vmbkmcl_glue = {			\
		.driver = { .name = (_name), .owner = THIS_MODULE },	\
		.types = (_types),					\
		.entry = DriverEntry,					\
		.values = (_values),					\
		.value_count = (_value_count),				\
	};								\
	MODULE_DEVICE_TABLE(vmbus, _types);				\
	VMBKMCL_GLUE_INIT

#define VMBKMCL_WINDOWS_DRIVER_NO_DEVICES(_name)			\
	static struct vmbkmcl_glue vmbkmcl_glue = {			\
		.driver = { .name = (_name), .owner = THIS_MODULE },	\
		.entry = DriverEntry,					\
	};								\
	VMBKMCL_GLUE_INIT

#define VMBKMCL_GLUE_INIT						\
	static int __init vmbkmcl_glue_init(void)			\
	{								\
		return vmbkmcl_glue_load(&vmbkmcl_glue);		\
	}								\
	static void __exit vmbkmcl_glue_exit(void)			\
	{								\
		vmbkmcl_glue_unload(&vmbkmcl_glue);			\
	}								\
	module_init(vmbkmcl_glue_init);					\
	module_exit(vmbkmcl_glue_exit);					\
	/* MODULE_IMPORT_NS() takes a token or a string, by kernel. */ \
	MODULE_INFO(import_ns, "VMBKMCL")

#endif
