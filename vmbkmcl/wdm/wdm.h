/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wdm.h - what the driver model's files share.
 */
#ifndef VMBKMCL_WDM_H
#define VMBKMCL_WDM_H

#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include <vmbkmcl/nt/driver.h>
#include <vmbkmcl/nt/event.h>
#include <vmbkmcl/nt/irp.h>

/**
 * struct wdm_device - a device of IoCreateDevice()
 * @object: what its driver sees; its ReferenceCount: @io_lock
 * @back: leads back from there
 * @ref: its driver's reference, one for each node, file object and work item,
 *	and those of ObReferenceObject()
 * @node: on wdm_devices while it is not deleted; wdm_mutex
 * @below: the device that it is attached to, or NULL; wdm_stack_lock, and wdm_mutex to
 *	detach it
 * @lower: the same with a reference, if it is no bus's, or NULL; likewise
 * @deleted: IoDeleteDevice() was called, so its name does not open any more, and nothing
 *	is attached to it; set under wdm_mutex and wdm_stack_lock
 * @name: its name, in memory of its own; empty without one
 * @forget: tells its interfaces that it is deleted, or NULL when it has none
 * @exclusive: one handle at a time
 * @mode: of its nodes; 0: only the kernel may open it; constant when it has nodes
 * @power: of type DEVICE_POWER_STATE: what its driver has said last; atomic
 * @io_lock: protects what follows; not held over a request
 * @gone: it is about to be removed: no new requests
 * @files: its file objects until IRP_MJ_CLOSE has been completed
 * @requests: of user space, under way, of type struct wdm_request
 * @quiet: woken when a request or a file object has gone, or is not being cancelled
 *	any more
 * @extension: the driver's memory, aligned as on Windows
 */
struct wdm_device {
	DEVICE_OBJECT object;
	DEVOBJ_EXTENSION back;
	struct kref ref;
	struct list_head node;
	PDEVICE_OBJECT below;
	struct wdm_device *lower;
	bool deleted;
	UNICODE_STRING name;
	void (*forget)(PDEVICE_OBJECT object);
	bool exclusive;
	umode_t mode;
	DEVICE_POWER_STATE power;
	struct mutex io_lock;
	bool gone;
	struct list_head files;
	struct list_head requests;
	wait_queue_head_t quiet;
	u8 extension[] __aligned(MEMORY_ALLOCATION_ALIGNMENT);
};

struct wdm_file;

/**
 * struct wdm_request - a request of user space's under way
 * @link: on its device's requests; the device's io_lock
 * @device: its device
 * @file: the open file that it was made with
 * @owner: the descriptors of the process that made it; compared only
 * @irp: to be cancelled when the file or the device goes
 * @cancelled: that has been done, or is under way; the device's io_lock
 * @cancelling: it is under way and uses @irp; the device's io_lock
 */
struct wdm_request {
	struct list_head link;
	struct wdm_device *device;
	const struct wdm_file *file;
	fl_owner_t owner;
	PIRP irp;
	bool cancelled;
	bool cancelling;
};

/*
 * Orders changes to the drivers' links and to names. Who holds it keeps what a device is
 * attached to in place, a bus's device, too.
 */
extern struct mutex wdm_mutex;
/* Protects the links of stacks, and AttachedDevice, at or below DISPATCH_LEVEL. */
extern spinlock_t wdm_stack_lock;

/* Bring the device nodes up and down with the module; errno. */
int vmbkmcl_node_init(void);
void vmbkmcl_node_exit(void);

/* The device that @object, which is no bus's, is a part of. */
struct wdm_device *vmbkmcl_wdm_device(PDEVICE_OBJECT object);
/* The same, or NULL: it is a bus's. */
struct wdm_device *vmbkmcl_wdm_device_counted(PDEVICE_OBJECT object);
/* A device of that name, with a reference, or NULL; wdm_mutex. */
struct wdm_device *vmbkmcl_wdm_device_find(PCUNICODE_STRING name);
/* Whether the bus's device below has not been started; only while @device is not gone. */
bool vmbkmcl_wdm_device_is_starting(struct wdm_device *device);
/* References to a device object, a bus's or not. */
void vmbkmcl_wdm_object_get(PDEVICE_OBJECT object);
void vmbkmcl_wdm_object_put(PDEVICE_OBJECT object);
/* References; NULL has none. */
void vmbkmcl_wdm_device_get(struct wdm_device *device);
void vmbkmcl_wdm_device_put(struct wdm_device *device);
/* A copy whose buffer is to be kfree()d; false without memory. @from may be NULL. */
bool vmbkmcl_string_copy(PUNICODE_STRING to, PCUNICODE_STRING from);
/* The same of two, one behind the other; false also when a string has no room for them. */
bool vmbkmcl_string_join(PUNICODE_STRING to, PCUNICODE_STRING first, PCUNICODE_STRING rest);

/*
 * wait_for_completion() of what a driver may take hours for: the task wakes up often enough
 * not to be taken for hung.
 */
static inline void vmbkmcl_await(struct completion *done)
{
	while (!wait_for_completion_timeout(done, 10 * HZ))
		;
}

/* A request that is sent to @device, with its top stack location filled in. */
PIRP vmbkmcl_irp_alloc(PDEVICE_OBJECT device, UCHAR major, UCHAR minor);
/* The same for a request that may not fail: it waits for memory. */
PIRP vmbkmcl_irp_alloc_surely(PDEVICE_OBJECT device, UCHAR major, UCHAR minor);
/* Unlock and free all MDLs of a request that has been completed, or never was sent. */
void vmbkmcl_irp_free_mdls(PIRP irp);
/* Send it and wait; the caller frees it. */
NTSTATUS vmbkmcl_irp_send(PDEVICE_OBJECT device, PIRP irp);
/*
 * The same, and a signal that the process acts on cancels it (-ERESTARTSYS, or -EINTR
 * in a thread of io_uring's), or without @wait that it is not done at once (-EAGAIN).
 * The driver may have completed it all the same.
 */
int vmbkmcl_irp_send_cancelable(PDEVICE_OBJECT device, PIRP irp, bool wait);

/* What a bus's device does with requests that reach it. */
NTSTATUS vmbkmcl_pdo_dispatch(PDEVICE_OBJECT pdo, PIRP irp);

/* A symbolic link to @device, whose reference it takes over; NULL: not found. */
NTSTATUS vmbkmcl_node_link(PCUNICODE_STRING link, struct wdm_device *device);
/* Delete the symbolic links to @driver's devices that are left, each with a warning. */
void vmbkmcl_node_delete_left(PDRIVER_OBJECT driver);

/* A node that is no symbolic link; @name has "!" for "/", @file_name may be NULL. */
struct wdm_node;
struct wdm_node *vmbkmcl_node_create(struct wdm_device *device, const char *name,
				     PCUNICODE_STRING file_name);
void vmbkmcl_node_delete(struct wdm_node *node);

/* The bus's device @pdo has started: it can be opened, and its interfaces are told of. */
void vmbkmcl_interface_started(PDEVICE_OBJECT pdo);
/* The bus's device @pdo goes, and with it its interfaces. */
void vmbkmcl_interface_forget(PDEVICE_OBJECT pdo);

/* What the nodes of a driver's devices do; kept in the driver's own memory. */
void vmbkmcl_node_operations(struct file_operations *fops, struct module *owner);

/* Open @device for a program; vmbkmcl_file_release() is for what @out receives. */
int vmbkmcl_file_open(struct wdm_device *device, PCUNICODE_STRING name,
		      struct wdm_file **out);
/*
 * A program's @file becomes one that opens names behind the device's: @prefix, and the
 * rest that the program says. The driver is not told.
 */
int vmbkmcl_opener_open(struct wdm_device *device, PCUNICODE_STRING prefix,
			struct file *file);

/* Operations of an open file. */
int vmbkmcl_file_release(struct inode *inode, struct file *file);
int vmbkmcl_file_flush(struct file *file, fl_owner_t id);
ssize_t vmbkmcl_file_read(struct file *file, char __user *buffer, size_t size,
			  loff_t *offset);
ssize_t vmbkmcl_file_write(struct file *file, const char __user *buffer, size_t size,
			   loff_t *offset);
int vmbkmcl_file_fsync(struct file *file, loff_t start, loff_t end, int datasync);
long vmbkmcl_file_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
struct wdm_device *vmbkmcl_file_device(struct wdm_file *file);
PFILE_OBJECT vmbkmcl_file_object(struct wdm_file *file);

/**
 * struct vmbkmcl_file_client - a driver's part of a file object that it opens
 * @options: for the create request: its disposition in the uppermost 8 bits
 * @attributes: likewise, FILE_ATTRIBUTE_*
 * @share: likewise, FILE_SHARE_*
 * @removed: the device is about to be removed, and waits for this to return; optional
 * @released: called for @context once, when none of these is called any more, also if the
 *	opening fails; optional
 * @context: their argument
 */
struct vmbkmcl_file_client {
	ULONG options;
	USHORT attributes;
	USHORT share;
	void (*removed)(void *context, PFILE_OBJECT file);
	void (*released)(void *context);
	void *context;
};

static inline void vmbkmcl_file_client_end(const struct vmbkmcl_file_client *client)
{
	if (client->released)
		client->released(client->context);
}

/*
 * Open @device for a driver, which has the handle. @name: what the file object is called.
 */
NTSTATUS vmbkmcl_file_open_for_driver(struct wdm_device *device, PCUNICODE_STRING name,
				      const struct vmbkmcl_file_client *client,
				      PFILE_OBJECT *object);
void vmbkmcl_file_close_handle(PFILE_OBJECT object);
/*
 * The same for the device that @name leads to: its own name, that of a symbolic link or
 * of an interface, and behind it what the file object is called.
 */
NTSTATUS vmbkmcl_name_open(PCUNICODE_STRING name, const struct vmbkmcl_file_client *client,
			   PFILE_OBJECT *object);
/* What is behind a folder for links and interfaces; false: @name is in none of them. */
bool vmbkmcl_name_in_folder(PCUNICODE_STRING name, PUNICODE_STRING link);
/*
 * The device behind a symbolic link, and behind an interface by its name without the
 * folder, referenced, or NULL; @file_name is what the interface says: a copy to be
 * kfree()d.
 */
struct wdm_device *vmbkmcl_node_find_device(PCUNICODE_STRING link);
struct wdm_device *vmbkmcl_interface_find_device(PCUNICODE_STRING name,
						 PUNICODE_STRING file_name);
/*
 * The names of the interfaces of a class that are enabled, as IoGetDeviceInterfaces() has
 * them, or NULL. None comes or goes while @meanwhile is called, which is not without them.
 */
PZZWSTR vmbkmcl_interface_names(const GUID *class, void (*meanwhile)(void *context),
				void *context);
/* Where a node leads. */
struct wdm_device *vmbkmcl_node_device(const struct wdm_node *node);
/* The references of ObReferenceObject(). */
void vmbkmcl_file_get(PFILE_OBJECT object);
void vmbkmcl_file_put(PFILE_OBJECT object);

/* A request of user space's begins, unless its device is gone (-ENODEV). */
int vmbkmcl_request_begin(struct wdm_device *device, const struct wdm_file *file,
			  struct wdm_request *request);
void vmbkmcl_request_end(struct wdm_request *request);
/* The whole way of one: 0 when it was sent, and why it was @cancelled, or 0. */
int vmbkmcl_request_send(struct wdm_device *device, const struct wdm_file *file,
			 PDEVICE_OBJECT top, PIRP irp, bool wait, int *cancelled);
/*
 * Cancel those that have not been cancelled yet, of all files or of one, of all
 * processes or of those that have @owner's descriptors; how many.
 */
unsigned int vmbkmcl_request_cancel(struct wdm_device *device,
				    const struct wdm_file *file, fl_owner_t owner);

/* A request of user space's and its buffer, by the method of its device or code. */
PIRP vmbkmcl_user_irp_alloc(struct wdm_file *file, PDEVICE_OBJECT top, UCHAR major);
void vmbkmcl_user_irp_free(PIRP irp);
/* A buffer of @size bytes in the kernel, the first @from_size of them the program's. */
int vmbkmcl_buffer_copy_in(PIRP irp, ULONG size, u64 from, ULONG from_size);
/* What the driver has put there. */
int vmbkmcl_buffer_copy_out(const IRP *irp, u64 to, ULONG size);
/* The program's pages, as a locked MDL. */
int vmbkmcl_buffer_lock(PIRP irp, u64 address, ULONG size, LOCK_OPERATION operation);

/*
 * Before the devices on @pdo are removed: the requests of user space are
 * cancelled, and its file objects closed as far as their drivers can see; they
 * lead nowhere from then on.
 */
void vmbkmcl_wdm_shutdown(PDEVICE_OBJECT pdo);
/* The same for a device that is on no bus's device. */
void vmbkmcl_wdm_shutdown_device(PDEVICE_OBJECT object);

#endif
