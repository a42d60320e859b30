/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/hv.h - where kernels differ in linux/hyperv.h.
 *
 * Beside compat.h because only the hv transport may need that header: the core
 * is also built for kernels without Hyper-V.
 */
#ifndef VMBKMCL_COMPAT_HV_H
#define VMBKMCL_COMPAT_HV_H

#include <linux/cc_platform.h>
#include <linux/hyperv.h>
#include <asm/mshyperv.h>

/*
 * Defines @name as a driver's remove, which returned an int that was ignored: it
 * calls @function, which returns nothing.
 */
#ifdef VMBKMCL_HAVE_HV_REMOVE_VOID
#define VMBKMCL_COMPAT_HV_REMOVE(name, function)			\
	static void name(struct hv_device *device)			\
	{								\
		function(device);					\
	}
#else
#define VMBKMCL_COMPAT_HV_REMOVE(name, function)			\
	static int name(struct hv_device *device)			\
	{								\
		function(device);					\
		return 0;						\
	}
#endif

/*
 * hv_vmbus copies packets that its own functions receive into a buffer of so many bytes.
 * Set it before the rings are made; returns what it was.
 */
static inline u32 vmbkmcl_compat_hv_copies(struct vmbus_channel *vmbus, u32 size)
{
#ifdef VMBKMCL_HAVE_HV_MAX_PKT_SIZE
	u32 former = vmbus->max_pkt_size;

	vmbus->max_pkt_size = size;
	return former;
#else
	return 0;
#endif
}

/*
 * Is hv_vmbus connected to a host? Where it cannot be asked, it refuses drivers
 * while it is not.
 */
#ifdef VMBKMCL_HAVE_HV_VMBUS_EXISTS
static inline bool vmbkmcl_compat_hv_bus_exists(void)
{
	return hv_vmbus_exists();
}
#else
static inline bool vmbkmcl_compat_hv_bus_exists(void)
{
	static struct hv_driver driver = {
		.name = "vmbkmcl-probe",
	};

	if (vmbus_driver_register(&driver))
		return false;
	vmbus_driver_unregister(&driver);
	return true;
}
#endif

/* Can it be bound yet? If not, device_add() is about to have it probed. */
static inline bool vmbkmcl_compat_hv_is_ready(struct device *dev)
{
#ifdef VMBKMCL_HAVE_DEV_READY_TO_PROBE
	return dev_ready_to_probe(dev);
#else
	return true;
#endif
}

/*
 * Bind one device that the driver matches. Where that cannot be asked for, the
 * driver is offered all that it matches, and hv_vmbus logs those it refuses.
 */
static inline void vmbkmcl_compat_hv_bind(struct hv_driver *driver,
					  struct device *dev)
{
	/* The driver core would leak the text that says why not. */
	if (!vmbkmcl_compat_hv_is_ready(dev))
		return;
	/* Another driver may have been quicker, or the offer be taken. */
#ifdef VMBKMCL_HAVE_DEVICE_DRIVER_ATTACH
	if (device_driver_attach(&driver->driver, dev))
		dev_dbg(dev, "%s: not bound\n", driver->name);
#else
	if (driver_attach(&driver->driver))
		dev_dbg(dev, "%s: not bound\n", driver->name);
#endif
}

/* Does the host see only what is shared with it on purpose? */
static inline bool vmbkmcl_compat_hv_isolated(void)
{
#ifdef VMBKMCL_HAVE_HV_ISOLATION
	return hv_is_isolation_supported();
#else
	return false;
#endif
}

/*
 * If so: does the DMA API copy through memory that is shared? A kernel without support
 * for encrypted memory does not, and would let the host have the pages themselves.
 */
static inline bool vmbkmcl_compat_hv_dma_copies(void)
{
	return cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT);
}

/* And does memory keep its contents when it is shared, or made private again? */
static inline bool vmbkmcl_compat_hv_sharing_keeps(void)
{
#ifdef VMBKMCL_HAVE_HV_ISOLATION_TYPE
	return hv_get_isolation_type() == HV_ISOLATION_TYPE_VBS;
#else
	return false;
#endif
}

/* Does the other end of the channel see all memory even so? */
static inline bool vmbkmcl_compat_hv_sees_all(const struct vmbus_channel *channel)
{
#ifdef VMBKMCL_HAVE_HV_CO_EXTERNAL_MEMORY
	return channel->co_external_memory;
#else
	return false;
#endif
}

/* The memory could not be made private again: the host still sees it. */
#define VMBKMCL_COMPAT_HV_STILL_SHARED	(-EREMOTEIO)

/*
 * A GPADL used to be just a number. Since it is a struct, vmbus_teardown_gpadl() has
 * the result of making the memory private again, also when the host was never
 * asked for it: the handle tells, which is zeroed when the host has answered.
 */
#ifdef VMBKMCL_HAVE_HV_GPADL_STRUCT

static inline int vmbkmcl_compat_hv_returned(const struct vmbus_gpadl *gpadl,
					     int result)
{
	/* Only then has hv_vmbus done nothing at all. */
	if (gpadl->gpadl_handle && result == -ENOMEM)
		return -ENOMEM;
	if (result)
		return VMBKMCL_COMPAT_HV_STILL_SHARED;
	return gpadl->gpadl_handle ? -EAGAIN : 0;
}

static inline int vmbkmcl_compat_hv_gpadl_establish(struct vmbus_channel *channel,
						    void *buffer, u32 size,
						    struct vmbus_gpadl *gpadl)
{
	return vmbus_establish_gpadl(channel, buffer, size, gpadl);
}

static inline int vmbkmcl_compat_hv_gpadl_teardown(struct vmbus_channel *channel,
						   struct vmbus_gpadl *gpadl)
{
	int result = vmbus_teardown_gpadl(channel, gpadl);

	return vmbkmcl_compat_hv_returned(gpadl, result);
}

/* The rings of an open channel, and their return if closing could not ask. */
static inline u32 vmbkmcl_compat_hv_ring_gpadl(struct vmbus_channel *channel)
{
	return channel->ringbuffer_gpadlhandle.gpadl_handle;
}

/* Close it. 0: the host has returned the rings. */
static inline int vmbkmcl_compat_hv_ring_disconnect(struct vmbus_channel *channel)
{
	int result = vmbus_disconnect_ring(channel);

	return vmbkmcl_compat_hv_returned(&channel->ringbuffer_gpadlhandle,
					  result);
}

static inline int vmbkmcl_compat_hv_ring_teardown(struct vmbus_channel *channel,
						  u32 handle)
{
	return vmbkmcl_compat_hv_gpadl_teardown(channel,
						&channel->ringbuffer_gpadlhandle);
}

/* vmbus_connect_ring() failed with @error: may the host have the rings? */
static inline bool vmbkmcl_compat_hv_ring_is_lent(struct vmbus_channel *channel,
						  int error)
{
	return channel->ringbuffer_gpadlhandle.gpadl_handle;
}

#else

struct vmbus_gpadl {
	u32 gpadl_handle;
};

static inline int vmbkmcl_compat_hv_gpadl_establish(struct vmbus_channel *channel,
						    void *buffer, u32 size,
						    struct vmbus_gpadl *gpadl)
{
	return vmbus_establish_gpadl(channel, buffer, size,
				     &gpadl->gpadl_handle);
}

static inline int vmbkmcl_compat_hv_gpadl_teardown(struct vmbus_channel *channel,
						   struct vmbus_gpadl *gpadl)
{
	return vmbus_teardown_gpadl(channel, gpadl->gpadl_handle);
}

static inline u32 vmbkmcl_compat_hv_ring_gpadl(struct vmbus_channel *channel)
{
	return channel->ringbuffer_gpadlhandle;
}

static inline int vmbkmcl_compat_hv_ring_teardown(struct vmbus_channel *channel,
						  u32 handle)
{
	return vmbus_teardown_gpadl(channel, handle);
}

static inline int vmbkmcl_compat_hv_ring_disconnect(struct vmbus_channel *channel)
{
	return vmbus_disconnect_ring(channel);
}

/*
 * hv_vmbus zeroes the number whatever the host said. A host that refused has
 * answered, so it has also been asked for the rings; after any other failure, and
 * for the lack of memory above all, it may not have been.
 */
static inline bool vmbkmcl_compat_hv_ring_is_lent(struct vmbus_channel *channel,
						  int error)
{
	return error != -EAGAIN && error != -EDQUOT;
}

#endif

/*
 * Establishing it failed: may the host still see the pages? A kernel that does not say
 * so has not looked whether they could be made private again.
 */
static inline bool vmbkmcl_compat_hv_stays_shared(const struct vmbus_gpadl *gpadl)
{
#ifdef VMBKMCL_HAVE_HV_GPADL_DECRYPTED
	return gpadl->decrypted;
#else
	return vmbkmcl_compat_hv_isolated();
#endif
}

/* The same for the rings, when connecting them failed. A GPADL that is a number is not shared. */
static inline bool vmbkmcl_compat_hv_ring_stays_shared(const struct vmbus_channel *channel)
{
#ifdef VMBKMCL_HAVE_HV_GPADL_STRUCT
	return vmbkmcl_compat_hv_stays_shared(&channel->ringbuffer_gpadlhandle);
#else
	return false;
#endif
}

#endif /* VMBKMCL_COMPAT_HV_H */
