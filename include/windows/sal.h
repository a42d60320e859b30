/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Source annotations of Windows drivers.  They tell Microsoft's analyser what
 * a function may do with its arguments; here they expand to nothing.
 */
#ifndef VMBKMCL_WINDOWS_SAL_H
#define VMBKMCL_WINDOWS_SAL_H

#define _In_
#define _In_opt_
#define _In_z_
#define _In_opt_z_
#define _In_reads_(n)
#define _In_reads_opt_(n)
#define _In_reads_bytes_(n)
#define _In_reads_bytes_opt_(n)
#define _In_range_(lo, hi)
#define _Out_
#define _Out_opt_
#define _Out_writes_(n)
#define _Out_writes_opt_(n)
#define _Out_writes_z_(n)
#define _Out_writes_all_(n)
#define _Out_writes_to_(n, c)
#define _Out_writes_bytes_(n)
#define _Out_writes_bytes_opt_(n)
#define _Out_writes_bytes_all_(n)
#define _Out_writes_bytes_to_(n, c)
#define _Out_writes_bytes_to_opt_(n, c)
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Outptr_result_bytebuffer_(n)
#define _Out_range_(lo, hi)
#define _Inout_
#define _Inout_opt_
#define _Inout_updates_(n)
#define _Inout_updates_bytes_(n)
#define _Inout_updates_bytes_opt_(n)
#define _Field_size_(n)
#define _Field_size_opt_(n)
#define _Field_size_bytes_(n)
#define _Field_size_bytes_opt_(n)
#define _Field_size_part_(n, c)
#define _Field_range_(lo, hi)
#define _Field_z_
#define _Ret_maybenull_
#define _Ret_notnull_
#define _Ret_range_(lo, hi)
#define _Must_inspect_result_
#define _Check_return_
#define _Success_(e)
#define _When_(c, a)
#define _At_(t, a)
#define _At_buffer_(t, i, n, a)
#define _Pre_
#define _Post_
#define _Pre_notnull_
#define _Pre_valid_
#define _Post_valid_
#define _Post_invalid_
#define _Post_satisfies_(e)
#define _Pre_satisfies_(e)
#define _Null_terminated_
#define _Printf_format_string_
#define _Use_decl_annotations_
#define _Reserved_
#define _Const_
#define _Notnull_
#define _Maybenull_
#define _Points_to_data_
#define _Strict_type_match_
#define _Interlocked_
#define _Interlocked_operand_
#define _Guarded_by_(l)
#define _Analysis_assume_(e)
#define _Analysis_noreturn_
#define _Function_class_(c)
#define _Enum_is_bitflag_
#define _Struct_size_bytes_(n)
#define _IRQL_requires_(i)
#define _IRQL_requires_max_(i)
#define _IRQL_requires_min_(i)
#define _IRQL_requires_same_
#define _IRQL_raises_(i)
#define _IRQL_saves_
#define _IRQL_restores_
#define _IRQL_saves_global_(k, p)
#define _IRQL_restores_global_(k, p)
#define _IRQL_always_function_max_(i)
#define _IRQL_always_function_min_(i)
#define _IRQL_is_cancel_
#define _IRQL_uses_cancel_
#define _Acquires_lock_(l)
#define _Releases_lock_(l)
#define _Acquires_exclusive_lock_(l)
#define _Acquires_shared_lock_(l)
#define _Releases_exclusive_lock_(l)
#define _Releases_shared_lock_(l)
#define _Requires_lock_held_(l)
#define _Requires_lock_not_held_(l)
#define _Requires_exclusive_lock_held_(l)
#define _Requires_shared_lock_held_(l)
#define _Has_lock_kind_(k)
#define _Acquires_nonreentrant_lock_(l)
#define _Releases_nonreentrant_lock_(l)
#define _Dispatch_type_(t)
#define _Kernel_clear_do_init_(y)
#define _Kernel_float_saved_
#define _Kernel_requires_resource_held_(k)
#define _Kernel_requires_resource_not_held_(k)
#define __drv_allocatesMem(k)
#define __drv_freesMem(k)
#define __drv_aliasesMem
#define __drv_requiresIRQL(i)
#define __drv_maxIRQL(i)
#define __drv_sameIRQL
#define __drv_reportError(s)
#define __drv_dispatchType(t)
#define __drv_functionClass(c)
#define __drv_strictTypeMatch(m)
#define __drv_typeBitset
#define __drv_when(c, a)
#define __drv_in(a)
#define __drv_at(t, a)
#define __drv_clearDoInit(y)
/* Of older drivers; Linux's headers have other uses for such names. */
#ifndef __KERNEL__
#define __in
#define __in_opt
#define __in_bcount(n)
#define __in_bcount_opt(n)
#define __in_ecount(n)
#define __in_ecount_opt(n)
#define __out
#define __out_opt
#define __out_bcount(n)
#define __out_bcount_opt(n)
#define __out_ecount(n)
#define __out_ecount_opt(n)
#define __inout
#define __inout_opt
#define __inout_bcount(n)
#define __inout_ecount(n)
#define __deref_out
#define __deref_out_opt
#endif
#define __analysis_assume(e)
#define __analysis_assert(e)

#endif
