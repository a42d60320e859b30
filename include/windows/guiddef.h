/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * GUIDs.  The layout is that of Linux's guid_t: the first three fields are
 * little-endian in memory on every machine that runs Hyper-V, so a pointer to
 * one may be used as a pointer to the other.
 *
 * DEFINE_GUID() defines a GUID in the one file of a driver that includes
 * <initguid.h> first, and declares it in the others.  Windows merges several
 * definitions of one GUID at link time; weak symbols have the same effect here.
 */
#ifndef GUID_DEFINED
#define GUID_DEFINED

/**
 * struct _GUID - a globally unique identifier, 16 bytes [doc]
 * @Data1: first eight hexadecimal digits
 * @Data2: the next four
 * @Data3: the next four
 * @Data4: the last sixteen, byte by byte
 */
typedef struct _GUID {
	unsigned int	Data1;
	unsigned short	Data2;
	unsigned short	Data3;
	unsigned char	Data4[8];
} GUID;

typedef GUID *LPGUID;
typedef const GUID *LPCGUID;
typedef GUID *PGUID;
typedef const GUID *PCGUID;
typedef GUID IID;
typedef GUID CLSID;
#ifdef __cplusplus
typedef const GUID &REFGUID;
typedef const GUID &REFIID;
#else
typedef const GUID *REFGUID;
typedef const GUID *REFIID;
#endif

#endif /* GUID_DEFINED */

#ifdef __cplusplus
#define VMBKMCL_GUID	extern "C" const GUID
#else
#define VMBKMCL_GUID	extern const GUID
#endif

#undef DEFINE_GUID
#ifdef INITGUID
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)	\
	VMBKMCL_GUID name __attribute__((weak));			\
	const GUID name =						\
		{ l, w1, w2, { b1, b2, b3, b4, b5, b6, b7, b8 } }
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)	\
	VMBKMCL_GUID name
#endif

#ifndef VMBKMCL_WINDOWS_GUIDDEF_H
#define VMBKMCL_WINDOWS_GUIDDEF_H

/**
 * InlineIsEqualGUID() - compare two GUIDs
 * @a: one GUID, by pointer in C and by reference in C++
 * @b: the other
 *
 * Context: any.
 * Return: non-zero when all 16 bytes agree.
 */
static inline int InlineIsEqualGUID(REFGUID a, REFGUID b)
{
#ifdef __cplusplus
	return !__builtin_memcmp(&a, &b, sizeof(GUID));
#else
	return !__builtin_memcmp(a, b, sizeof(GUID));
#endif
}

#define IsEqualGUID(a, b)	InlineIsEqualGUID(a, b)
#define IsEqualIID(a, b)	InlineIsEqualGUID(a, b)

#ifdef __cplusplus
extern "C++" {
static inline bool operator==(REFGUID a, REFGUID b)
{
	return InlineIsEqualGUID(a, b);
}

static inline bool operator!=(REFGUID a, REFGUID b)
{
	return !InlineIsEqualGUID(a, b);
}
}
#endif

#endif
