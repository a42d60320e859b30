/* SPDX-License-Identifier: GPL-2.0-only */
/* other.h - what the code under test mentions, and no run depends on. */
#ifndef EXPLORE_KERNEL_OTHER_H
#define EXPLORE_KERNEL_OTHER_H

struct task_struct;

#define current			((struct task_struct *)sched_self())

/* Messages are for who follows a run. */
#define pr_err(format, ...)	explore_print(format, ##__VA_ARGS__)
#define pr_warn(format, ...)	explore_print(format, ##__VA_ARGS__)
#define pr_info(format, ...)	explore_print(format, ##__VA_ARGS__)
#define pr_debug		pr_info
#define pr_warn_once		pr_warn
#define pr_err_ratelimited	pr_err
#define pr_warn_ratelimited	pr_warn
#define pr_info_ratelimited	pr_info

void explore_print(const char *format, ...);

/* The counters that the last channel to be freed has left. */
extern u64 explore_totals[];

struct va_format {
	const char *fmt;
	va_list *va;
};

struct module {
	int references;
};

extern struct module explore_module;

#define THIS_MODULE			(&explore_module)
#define EXPORT_SYMBOL_NS_GPL(symbol, space)
#define MODULE_IMPORT_NS(space)
static inline bool try_module_get(struct module *module)
{
	module->references++;
	return true;
}

static inline void module_put(struct module *module)
{
	module->references--;
}

typedef struct {
	u8 b[16];
} guid_t;

static inline bool guid_equal(const guid_t *a, const guid_t *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline bool guid_is_null(const guid_t *guid)
{
	return guid_equal(guid, &(const guid_t){});
}

#define guid_copy(to, from)	((void)(*(to) = *(from)))
#define import_guid(to, from)	memcpy(to, from, sizeof(guid_t))
#define export_guid(to, from)	memcpy(to, from, sizeof(guid_t))

static inline void get_random_bytes(void *to, size_t size)
{
	memset(to, 0x5a, size);
}

static inline void sort(void *base, size_t count, size_t size,
			int (*compare)(const void *a, const void *b), void *swap)
{
	qsort(base, count, size, compare);
}

#define BUILD_BUG_ON_ZERO(condition) \
	((int)sizeof(struct { int: -!!(condition); }))

struct device;

#define get_device(dev)		(dev)
#define put_device(dev)		((void)(dev))

struct file;

#define get_file(file)		((void)(file))
#define fput(file)		((void)(file))
#define fget(fd)		((void)(fd), (struct file *)NULL)

#define UTF16_HOST_ENDIAN	0
#define utf16s_to_utf8s(from, length, endian, to, size)	0

struct resource {
	resource_size_t start;
	resource_size_t end;
	const char *name;
	unsigned long flags;
	struct resource *parent;
};

extern struct resource iomem_resource;

#define IORESOURCE_MEM		0
#define SZ_1M			(1u << 20)
#define SZ_16M			(16u << 20)
#define allocate_resource(root, new, size, min, max, align, fn, arg)	((void)(root), -EBUSY)
#define release_resource(resource)	((void)(resource))
#define resource_size(resource)	((resource)->end - (resource)->start + 1)

struct lock_class_key {
	int unused;
};

#define lockdep_register_key(key)	((void)(key))
#define lockdep_unregister_key(key)	((void)(key))

/* For what compat.h has beside. */
enum hrtimer_restart {
	HRTIMER_NORESTART
};

struct hrtimer {
	int unused;
};

#define CLOCK_MONOTONIC			1
#define HRTIMER_MODE_REL_SOFT		0
#define object_is_on_stack(object)	((void)(object), false)
#define hrtimer_setup(timer, fn, clock, mode)	((void)(timer), (void)(fn))
#define hrtimer_setup_on_stack(timer, fn, clock, mode)	hrtimer_setup(timer, fn, clock, mode)
#define module_put_and_kthread_exit(code)	abort()

/* Tracepoints. */
#define TP_PROTO(...)		__VA_ARGS__
#define TRACE_EVENT(name, prototype, ...)				\
	static inline void trace_##name(prototype)			\
	{								\
	}								\
	static inline bool trace_##name##_enabled(void)			\
	{								\
		return false;						\
	}

#endif /* EXPLORE_KERNEL_OTHER_H */
