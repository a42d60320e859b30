/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wdf.h - what the framework's files share.
 */
#ifndef VMBKMCL_WDF_H
#define VMBKMCL_WDF_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/driver.h>
#include <wdf.h>

#include "../nt/nt.h"
#include "lock.h"

struct wdf_object;
struct wdf_preprocess;

/**
 * struct wdf_object_ops - a kind of object
 * @name: for logs
 * @passive: what follows, and the driver's callbacks of its deletion, are called at
 *	PASSIVE_LEVEL
 * @keeps: the framework alone deletes it; without: a driver may
 * @is_inside: the caller is in a callback that @dispose waits for; optional
 * @begin: it is about to be deleted, and its children are still there; optional
 * @dispose: it is being deleted: stop what it does; optional
 * @free: its last reference is gone: free what it owns; optional
 * @sync: how callbacks of it and of what is below it are called; optional
 */
struct wdf_object_ops {
	const char *name;
	bool passive;
	bool (*keeps)(const struct wdf_object *object);
	bool (*is_inside)(const struct wdf_object *object);
	void (*begin)(struct wdf_object *object);
	void (*dispose)(struct wdf_object *object);
	void (*free)(struct wdf_object *object);
	struct wdf_sync *(*sync)(struct wdf_object *object);
};

/**
 * struct wdf_object - what every framework object starts with
 * @ops: its kind
 * @ref: one until it is deleted, one of each child's, and those of others
 * @parent: deleted with it; wdf_tree_lock
 * @children: likewise; wdf_tree_lock
 * @sibling: on the parent's @children; wdf_tree_lock
 * @deleted: deletion has begun; written under wdf_tree_lock, read anywhere
 * @passive: as its kind's, or as its driver has asked for
 * @work: deletes it, or calls what follows its last reference, at PASSIVE_LEVEL
 * @contexts: of type struct wdf_context; wdf_tree_lock
 * @cleanup: EvtCleanupCallback
 * @destroy: EvtDestroyCallback
 */
struct wdf_object {
	const struct wdf_object_ops *ops;
	struct kref ref;
	struct wdf_object *parent;
	struct list_head children;
	struct list_head sibling;
	bool deleted;
	bool passive;
	struct work_struct work;
	struct list_head contexts;
	PFN_WDF_OBJECT_CONTEXT_CLEANUP cleanup;
	PFN_WDF_OBJECT_CONTEXT_DESTROY destroy;
};

/* Whether an object can be made with them; NULL can. */
NTSTATUS vmbkmcl_wdf_check_attributes(const WDF_OBJECT_ATTRIBUTES *attributes);
/* The same for an object that needs a parent of its driver's choice. */
NTSTATUS vmbkmcl_wdf_check_parent(const WDF_OBJECT_ATTRIBUTES *attributes);
/*
 * Keep them for objects that the framework will make, with a parent of its own. False:
 * they cannot be; the log says so of @function, once.
 */
bool vmbkmcl_wdf_keep_attributes(WDF_OBJECT_ATTRIBUTES *to,
				 const WDF_OBJECT_ATTRIBUTES *from, const char *function);

/* Those that were kept; NULL: none were. */
static inline const WDF_OBJECT_ATTRIBUTES *
wdf_kept_attributes(const WDF_OBJECT_ATTRIBUTES *attributes)
{
	return attributes->Size ? attributes : NULL;
}

/**
 * vmbkmcl_wdf_make() - make an object that has no handle yet
 * @size: bytes of the structure that starts with a struct wdf_object, zeroed
 * @ops: its kind
 * @attributes: its driver's wishes, or NULL
 * @parent: parent unless @attributes names one; may be NULL
 * @status: receives why not, or STATUS_SUCCESS
 *
 * It has a reference to its parent, which cannot delete it before vmbkmcl_wdf_commit().
 *
 * Return: the object, or NULL.
 */
void *vmbkmcl_wdf_make(size_t size, const struct wdf_object_ops *ops,
		       const WDF_OBJECT_ATTRIBUTES *attributes,
		       struct wdf_object *parent, NTSTATUS *status);
/*
 * It is all there: from now on its parent's deletion, in whichever context, is its own.
 * Where that has begun already, the object is discarded. The last step of making one
 * that has a parent.
 */
NTSTATUS vmbkmcl_wdf_commit(struct wdf_object *object);
/* The same, but for discarding it; false: the parent is being deleted. */
bool vmbkmcl_wdf_adopt(struct wdf_object *object);
/* Delete one that its driver has not seen: its callbacks are not called. */
void vmbkmcl_wdf_discard(struct wdf_object *object);
/* At once, or by a worker if the caller is where its callbacks may not be called. */
void vmbkmcl_wdf_delete(struct wdf_object *object);
/*
 * At once and in two steps: call the cleanup callbacks of an object and of what is
 * below it, and let the objects go. Objects below it whose callbacks may not be called
 * here are left to a worker.
 */
void vmbkmcl_wdf_delete_begin(struct wdf_object *object, struct list_head *gone);
void vmbkmcl_wdf_delete_end(struct list_head *gone);
/* The driver of @module, the parent of objects that have no other; or NULL. */
struct wdf_object *vmbkmcl_wdf_default_parent(struct module *module);
/*
 * How the callbacks of the device, queue or request that @object is or is below are called:
 * their lock, with a reference to what has it, and whether at PASSIVE_LEVEL. False: it is
 * below none.
 */
bool vmbkmcl_wdf_sync_above(struct wdf_object *object, struct wdf_serial *serial,
			    bool *passive);
/* For @keeps: whichever object of its kind. */
bool vmbkmcl_wdf_keeps_all(const struct wdf_object *object);
void vmbkmcl_wdf_get(struct wdf_object *object);
void vmbkmcl_wdf_put(struct wdf_object *object);

/**
 * struct wdf_driver - a framework driver
 * @object: first
 * @driver: its driver object
 * @config: its callbacks
 * @sync: how they are called
 * @link: on the list of drivers, for WdfGetDriver()
 * @path: of its key in the registry, terminated; constant
 */
struct wdf_driver {
	struct wdf_object object;
	PDRIVER_OBJECT driver;
	WDF_DRIVER_CONFIG config;
	struct wdf_sync sync;
	struct list_head link;
	WCHAR path[];
};

/**
 * struct WDFDEVICE_INIT - a device to be
 * @driver: its driver
 * @pdo: the bus's device
 * @device: the device, once it has been made
 * @control: it is a control device, and this in memory of its own
 * @filter: see WdfFdoInitSetFilter()
 * @power_taken: see WdfDeviceInitSetPowerPolicyOwnership()
 * @power_given_up: likewise
 * @self_target: see WdfDeviceInitAllowSelfIoTarget()
 * @type: FILE_DEVICE_*
 * @characteristics: FILE_*, of the device object
 * @exclusive: one handle at a time
 * @io_type: of read and write requests
 * @in_caller_context: EvtIoInCallerContext, or NULL
 * @preprocess: callbacks that come before the framework, or NULL
 * @name: its name; empty without one
 * @sddl: who may open it; empty: as IoCreateDevice() says
 * @shutdown: of a control device: called when the machine shuts down, or NULL
 * @shutdown_flags: of type WDF_DEVICE_SHUTDOWN_FLAGS
 * @callbacks: its life
 * @request_attributes: of its requests
 * @file_config: callbacks for its handles; a Size of 0: there are none
 * @file_attributes: of its file objects
 */
struct WDFDEVICE_INIT {
	struct wdf_driver *driver;
	PDEVICE_OBJECT pdo;
	struct wdf_device *device;
	bool control;
	bool filter;
	bool power_taken;
	bool power_given_up;
	bool self_target;
	DEVICE_TYPE type;
	ULONG characteristics;
	BOOLEAN exclusive;
	WDF_DEVICE_IO_TYPE io_type;
	PFN_WDF_IO_IN_CALLER_CONTEXT in_caller_context;
	struct wdf_preprocess *preprocess;
	UNICODE_STRING name;
	UNICODE_STRING sddl;
	PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION shutdown;
	UCHAR shutdown_flags;
	WDF_PNPPOWER_EVENT_CALLBACKS callbacks;
	WDF_OBJECT_ATTRIBUTES request_attributes;
	WDF_FILEOBJECT_CONFIG file_config;
	WDF_OBJECT_ATTRIBUTES file_attributes;
};

/* How far a device has come; PnP requests are one at a time. */
enum wdf_device_state {
	WDF_DEVICE_ADDED,
	/* EvtDevicePrepareHardware was called, whatever it returned. */
	WDF_DEVICE_PREPARED,
	/* EvtDeviceD0Entry succeeded: requests are presented. */
	WDF_DEVICE_IN_D0,
	/* EvtDeviceSelfManagedIoInit succeeded. */
	WDF_DEVICE_STARTED,
};

/**
 * struct wdf_device - a framework device
 * @object: first
 * @driver: its driver
 * @fdo: its device object
 * @lower: the device object below; NULL of a control device
 * @pdo: the bus's device object; likewise
 * @fdo_held: this has a reference to its device object
 * @control: it is a control device
 * @filter: requests without a queue go to @lower
 * @power_owner: its driver decides on its power; no control device's does
 * @shutdown: called when the machine shuts down, or NULL
 * @shutdown_block: what calls it
 * @shutting_down: the task that is calling it, or NULL; written by that task alone
 * @interfaces: of type struct wdf_interface; @interfaces_mutex
 * @offered: of type struct wdf_offered; @interfaces_mutex
 * @interfaces_mutex: protects @interfaces, @offered and @interfaces_enabled
 * @interfaces_enabled: the device is started, and so are its interfaces
 * @callbacks: its life
 * @request_attributes: of its requests
 * @file_config: callbacks for its handles; a Size of 0: there are none
 * @file_attributes: of its file objects
 * @sync: how the callbacks of its queues are called
 * @file_lock: the lock to call those of file objects under, or NULL
 * @state: see enum wdf_device_state
 * @asleep: it has left D0, and will come back
 * @failed: see WdfDeviceSetFailed()
 * @self_managed: SelfManagedIoInit was called
 * @flushed: SelfManagedIoFlush has been called since
 * @in_caller_context: EvtIoInCallerContext, or NULL
 * @preprocess: callbacks that come before the framework, or NULL
 * @default_queue: where requests go, or NULL; @queues_lock
 * @routes: where those of a major function go instead, or NULL; @queues_lock
 * @queues_lock: protects @queues
 * @queues: its queues
 * @target: its local I/O target; NULL of a control device
 * @self_target: the one that leads to itself, or NULL
 * @targets_lock: protects @targets
 * @targets: its I/O targets, until they are deleted
 * @name: device name; empty without one
 * @link: its symbolic link; empty without one
 */
struct wdf_device {
	struct wdf_object object;
	struct wdf_driver *driver;
	PDEVICE_OBJECT fdo;
	PDEVICE_OBJECT lower;
	PDEVICE_OBJECT pdo;
	bool fdo_held;
	bool control;
	bool filter;
	bool power_owner;
	PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION shutdown;
	struct notifier_block shutdown_block;
	const struct task_struct *shutting_down;
	struct list_head interfaces;
	struct list_head offered;
	struct mutex interfaces_mutex;
	bool interfaces_enabled;
	WDF_PNPPOWER_EVENT_CALLBACKS callbacks;
	WDF_OBJECT_ATTRIBUTES request_attributes;
	WDF_FILEOBJECT_CONFIG file_config;
	WDF_OBJECT_ATTRIBUTES file_attributes;
	struct wdf_sync sync;
	struct wdf_lock *file_lock;
	enum wdf_device_state state;
	bool asleep;
	bool failed;
	bool self_managed;
	bool flushed;
	PFN_WDF_IO_IN_CALLER_CONTEXT in_caller_context;
	struct wdf_preprocess *preprocess;
	struct wdf_queue *default_queue;
	struct wdf_queue *routes[IRP_MJ_INTERNAL_DEVICE_CONTROL + 1];
	spinlock_t queues_lock;
	struct list_head queues;
	struct wdf_target *target;
	struct wdf_target *self_target;
	spinlock_t targets_lock;
	struct list_head targets;
	UNICODE_STRING name;
	UNICODE_STRING link;
};

/* A device object's extension, when it is a framework device's. */
static inline struct wdf_device *wdf_device_of(PDEVICE_OBJECT fdo)
{
	return *(struct wdf_device **)fdo->DeviceExtension;
}

/* A driver begins, and ends. */
void vmbkmcl_wdf_driver_add(struct wdf_driver *driver);
void vmbkmcl_wdf_driver_forget(struct wdf_driver *driver);

/* Read, write, device-control and PnP requests of a framework driver. */
NTSTATUS vmbkmcl_wdf_io(PDEVICE_OBJECT fdo, PIRP irp);
NTSTATUS vmbkmcl_wdf_pnp(PDEVICE_OBJECT fdo, PIRP irp);
NTSTATUS vmbkmcl_wdf_power(PDEVICE_OBJECT fdo, PIRP irp);
/* The device leaves and enters D0: its callbacks for that, in order. */
void vmbkmcl_wdf_d0_exit(struct wdf_device *device, WDF_POWER_DEVICE_STATE to);
NTSTATUS vmbkmcl_wdf_d0_entry(struct wdf_device *device, WDF_POWER_DEVICE_STATE from);
/* Handles: IRP_MJ_CREATE, IRP_MJ_CLEANUP, IRP_MJ_CLOSE. */
NTSTATUS vmbkmcl_wdf_file(PDEVICE_OBJECT fdo, PIRP irp);
/* The device's file object for a handle, or NULL. */
WDFFILEOBJECT vmbkmcl_wdf_file_of(const struct wdf_device *device, PFILE_OBJECT wdm);
/*
 * A pending create request, which is in no queue; it has failed unless
 * STATUS_PENDING. @created is called before it is completed.
 */
NTSTATUS vmbkmcl_wdf_create_request(struct wdf_device *device, PIRP irp,
				    void (*created)(PIRP irp, NTSTATUS status),
				    WDFREQUEST *handle);
/*
 * Send a create request to the queue that the driver has for those; false if it has
 * none. @created is called before it is completed.
 */
bool vmbkmcl_wdf_route_create(struct wdf_device *device, PIRP irp,
			      void (*created)(PIRP irp, NTSTATUS status),
			      NTSTATUS *status);
/*
 * Before a device leaves D0 for good: its power-managed queues are purged and idle;
 * and before it is removed: the others.
 */
void vmbkmcl_wdf_queues_stop(struct wdf_device *device, bool power_managed);
/* A handle is closed: end those of its requests that wait on queues. */
void vmbkmcl_wdf_queues_flush(struct wdf_device *device, PFILE_OBJECT file);
/*
 * Before it leaves D0 to come back: the same queues hand nothing out, and their requests
 * stay. False: the driver has not stopped in time, so they go on.
 */
bool vmbkmcl_wdf_queues_hold(struct wdf_device *device);
/* It is in D0, for the first time or again: they hand requests out. */
void vmbkmcl_wdf_queues_resume(struct wdf_device *device);
/**
 * struct wdf_borrowed - memory that is not its memory object's own
 * @buffer: where it is
 * @size: its bytes
 * @read_only: WdfMemoryCopyFromBuffer() does not write it
 * @mdl: one that describes it, and that goes with the object; optional
 * @locked: its pages are to be unlocked then
 * @give_back: has the buffer when the object is freed; optional
 * @context: its argument
 * @passive: the memory object is deleted at PASSIVE_LEVEL
 */
struct wdf_borrowed {
	PVOID buffer;
	size_t size;
	bool read_only;
	PMDL mdl;
	bool locked;
	void (*give_back)(void *context, PVOID buffer);
	void *context;
	bool passive;
};

/* A memory object for it; @attributes as for vmbkmcl_wdf_make(). */
NTSTATUS vmbkmcl_wdf_wrap_memory(struct wdf_object *parent,
				 const WDF_OBJECT_ATTRIBUTES *attributes,
				 const struct wdf_borrowed *borrowed, WDFMEMORY *handle);
/*
 * A device's local target and the one to itself, before it has a device below; started
 * when it has; and the end of all its targets, before its removal.
 */
NTSTATUS vmbkmcl_wdf_target_make_local(struct wdf_device *device, bool self);
void vmbkmcl_wdf_target_begin_local(struct wdf_device *device);
void vmbkmcl_wdf_targets_end(struct wdf_device *device);
/* The callback that is to have @irp before the framework does, or NULL. */
PFN_WDFDEVICE_WDM_IRP_PREPROCESS
vmbkmcl_wdf_preprocess_find(const struct wdf_preprocess *preprocess, PIRP irp);
void vmbkmcl_wdf_preprocess_free(struct wdf_preprocess *preprocess);
/* Whether an optional text of a driver's is one: as KMDF's FxValidateUnicodeString(). */
static inline bool wdf_text_is_valid(PCUNICODE_STRING text)
{
	return !text || vmbkmcl_counted_is_valid(text);
}

/* Free what a device to be has. */
void vmbkmcl_wdf_init_free(struct WDFDEVICE_INIT *init);
/* A control device is created, and is about to be deleted. */
NTSTATUS vmbkmcl_wdf_control_create(struct wdf_device *device,
				    const struct WDFDEVICE_INIT *init);
void vmbkmcl_wdf_control_close(struct wdf_device *device);
/* A device has been started, or is about to stop. */
void vmbkmcl_wdf_interfaces_enable(struct wdf_device *device, bool enable);
void vmbkmcl_wdf_interfaces_free(struct wdf_device *device);
/*
 * What a device answers to a query for an interface: its status from then on. A success
 * and STATUS_NOT_SUPPORTED go to the device below, too.
 */
NTSTATUS vmbkmcl_wdf_offered_answer(struct wdf_device *device, PIRP irp);
void vmbkmcl_wdf_offered_free(struct wdf_device *device);
/* Whether an object is a string; give it another text. */
bool vmbkmcl_wdf_is_string(WDFOBJECT object);
NTSTATUS vmbkmcl_wdf_string_set(WDFSTRING string, PCUNICODE_STRING text);
/* Delete its symbolic link, if it has one. */
void vmbkmcl_wdf_device_unlink(struct wdf_device *device);
/* Remove a device: its link, its objects, its device object. */
void vmbkmcl_wdf_device_remove(struct wdf_device *device);

#endif
