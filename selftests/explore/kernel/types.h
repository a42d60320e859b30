/* SPDX-License-Identifier: GPL-2.0-only */
/* types.h - types, attributes and arithmetic. */
#ifndef EXPLORE_KERNEL_TYPES_H
#define EXPLORE_KERNEL_TYPES_H

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int32_t s32;
typedef long long s64;
typedef unsigned int gfp_t;
typedef u64 resource_size_t;
typedef s64 ktime_t;

#define S64_MAX		((s64)(~0ull >> 1))
#define U32_MAX		(~0u)
#define ERESTARTSYS	512

#define KBUILD_MODNAME	"vmbkmcl"
#define CONFIG_X86_64	1

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#define __init
#define __exit
#define __user
#define __iomem
#define __releases(lock)
#define __acquires(lock)
#define __weak			__attribute__((weak))
#define __packed		__attribute__((packed))
#define __aligned(n)		__attribute__((aligned(n)))
#define ____cacheline_aligned	__aligned(64)
#define __printf(a, b)		__attribute__((format(printf, a, b)))
#define __must_check		__attribute__((warn_unused_result))
#define noinline		__attribute__((noinline))
#undef __always_inline
#define __always_inline		inline __attribute__((always_inline))
#define __noreturn		__attribute__((noreturn))
#define fallthrough		__attribute__((fallthrough))

#undef static_assert
#define static_assert(condition, ...)	_Static_assert(condition, #condition)
#define BUILD_BUG_ON(condition)	_Static_assert(!(condition), #condition)
#define WARN_ON(condition) ({						\
	bool warn_ = (condition);					\
									\
	if (warn_)							\
		sched_fail("WARN_ON(%s)", #condition);			\
	warn_;								\
})
#define WARN_ON_ONCE(condition)	WARN_ON(condition)

#define container_of(pointer, type, member) \
	((type *)((char *)(pointer) - offsetof(type, member)))
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define min3(a, b, c)		min(min(a, b), c)
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define max_t(type, a, b)	max((type)(a), (type)(b))
#define roundup(n, to)		(((n) + (to) - 1) / (to) * (to))
#define DIV_ROUND_UP(n, by)	(((n) + (by) - 1) / (by))
#define IS_ALIGNED(n, to)	(!((n) % (to)))

#define BIT(n)			(1ul << (n))
/* The first bit that is not set. */
#define ffz(word)		((unsigned long)__builtin_ctzl(~(word)))

static inline unsigned long roundup_pow_of_two(unsigned long n)
{
	return n < 2 ? 1 : 1ul << (64 - __builtin_clzl(n - 1));
}

static inline void *ERR_PTR(long error)
{
	return (void *)error;
}

static inline long PTR_ERR(const void *pointer)
{
	return (long)pointer;
}

static inline bool IS_ERR(const void *pointer)
{
	return (unsigned long)pointer >= -4095ul;
}

static inline long strscpy(char *to, const char *from, size_t size)
{
	snprintf(to, size, "%s", from);
	return strlen(to);
}

#endif /* EXPLORE_KERNEL_TYPES_H */
