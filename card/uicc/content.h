/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one profile's UICC consists of: the file tree, its PINs, and its network access
 * applications' secrets. The installer builds one, the store keeps it, uicc/ serves it.
 * Everything lives as long as the struct uicc_content, a talloc object. */
#ifndef UICC_CONTENT_H
#define UICC_CONTENT_H

#include "codec/buf.h"

enum {
	FILE_COST = 64,    /* bytes of memory that a file takes beside its content */
	RECORDS_MAX = 254, /* TS 102 221 8.2.2.2 */
};

enum file_kind {
	FILE_MF,
	FILE_DF,
	FILE_ADF,
	FILE_TRANSPARENT,
	FILE_LINEAR_FIXED,
	FILE_CYCLIC,
	FILE_BER_TLV,
};

/* For people, by kind. */
extern const char *const file_kind_names[];

/* Life cycle status integer, TS 102 221 11.1.1.4.9. */
enum file_life_cycle {
	LCS_CREATION = 0x01,
	LCS_INITIALISATION = 0x03,
	LCS_DEACTIVATED = 0x04,
	LCS_ACTIVATED = 0x05,
	LCS_TERMINATED = 0x0C,
};

struct file {
	int64_t id; /* row in the image, 0 while not saved */
	struct file *parent;
	struct file *children; /* first child; siblings in order of creation */
	struct file *next;
	enum file_kind kind;
	uint16_t fid;
	uint8_t sfi; /* 1 to 30, 0: none */
	bool shareable;
	uint8_t life_cycle;
	uint8_t record_length; /* linear fixed and cyclic */
	uint32_t size;         /* bytes of content; BER-TLV: the most its objects may take;
				  DF: the most that its EFs may have, 0: no bound but memory */
	uint8_t *content;      /* size bytes; cyclic: record 1 first; BER-TLV: see content_size */
	uint32_t content_size; /* BER-TLV: bytes in use, TLV objects one after the other */
	struct file *link;     /* content is that file's, itself no link (TCA profile package:
				  linkPath); kind, record length and size follow the target */
	void *own;         /* talloc parent of what came after the content was loaded, or NULL */
	bool owns_content; /* @content is one of those */
	struct slice aid;  /* ADF: DF name */
	/* As the FCP carries them, empty where absent: */
	struct slice security;    /* whole TLV 8B, 8C or AB */
	struct slice pin_status;  /* value of C6 (MF, DF, ADF) */
	struct slice proprietary; /* value of A5 */
};

/* pinAttributes of the profile package's PE-PINCodes: what may be done to a PIN. */
enum pin_attributes {
	PIN_INITIALLY_ENABLED = 1, /* says how the PIN begins; later .enabled counts */
	PIN_CHANGEABLE = 2,
	PIN_DISABLEABLE = 4,
};

/* A PIN or a PUK. Key references: TS 102 221 9.5.1. */
struct pin {
	int64_t id;
	struct file *df;   /* where it is valid: NULL for the whole UICC (MF), else an ADF or DF */
	uint8_t reference; /* 01-08 application PIN, 11 universal, 0A-0E 8A-8E ADM, 81-88 local;
			      PUKs have .puk set and the reference that pins name in unblocked_by */
	bool puk;
	uint8_t value[8]; /* padded with FF */
	bool enabled;
	bool replaced; /* not enabled, and the universal PIN stands in for it (TS 102 221 9.4.1) */
	uint8_t attributes; /* enum pin_attributes */
	uint8_t tries;      /* left */
	uint8_t tries_max;
	uint8_t unblocked_by; /* PUK's reference, 0: none */
	bool verified;        /* while powered; not saved */
	struct pin *shared;   /* another directory's PIN of this reference, which this one is: only
				 df and reference say anything here (PE-PINCodes, filePath) */
	struct pin *next;
};

enum aka_algorithm { AKA_MILENAGE = 1, AKA_TUAK = 2, AKA_USIM_TEST = 3 };

enum { GBA_KS_MAX = 64, GBA_RECORDS_MAX = 254 };

/* What GBA bootstrapping and derivations leave behind (3GPP TS 33.220 annex G). */
struct gba {
	uint8_t ks[GBA_KS_MAX];
	uint8_t ks_length;              /* 0: no bootstrapping yet */
	uint8_t rand[16];               /* of the bootstrapping */
	uint8_t order[GBA_RECORDS_MAX]; /* records of EF.GBANL from 0, the one used last first */
	uint8_t order_count;
};

/* What AUTHENTICATE needs in one ADF: PE-AKAParameter. */
struct aka {
	int64_t id;
	struct file *adf;
	enum aka_algorithm algorithm;
	uint8_t options; /* algorithmOptions: RES and MAC lengths (TUAK) */
	uint8_t key[32];
	uint8_t key_length; /* 16 or 32 */
	uint8_t opc[32];    /* OPc (16) or TOPc (32) */
	uint8_t rotation[5];
	uint8_t constants[5][16];
	uint8_t keccak_iterations;
	uint8_t sqn_options; /* TS 33.102 annex C; PE-AKAParameter sqnOptions */
	uint8_t sqn_delta[6];
	uint8_t sqn_age_limit[6];
	uint8_t sqn[32][6]; /* SQN_MS per IND */
	uint32_t uses_max;  /* of the key: authCounterMax, 0: no bound */
	uint32_t uses;
	/* NULL, or the ADF whose parameters serve in place of all these (mappingParameter); itself
	 * without a source. */
	struct file *source;
	struct gba gba; /* the application's own in any case */
	struct aka *next;
};

struct uicc_content {
	struct file *mf;
	struct pin *pins;
	struct aka *akas;
	uint8_t *room; /* of content_alloc() */
	size_t room_left;
	struct file *spare; /* removed ones */
};

struct uicc_content *content_new(void *ctx);
/* @n zeroed bytes, or a copy of @s, that live as long as @c. NULL: out of memory. */
void *content_alloc(struct uicc_content *c, size_t n);
struct slice content_dup(struct uicc_content *c, struct slice s);

/* A new file as the last child of @parent (NULL: of the MF, or the MF itself), activated, the rest
 * the caller's to set; what its slices show must live as long as @c.
 * -EEXIST where a sibling or a directory above has the fid, or for a second MF; -EINVAL for a
 * parent that is no directory, or an ADF that is not directly under the MF; -ENOMEM. */
int file_add(struct uicc_content *c, struct file *parent, enum file_kind kind, uint16_t fid,
	     struct file **out);
/* Gives @f @size bytes of content, all FF, in place of what it had. */
int file_allocate(struct uicc_content *c, struct file *f, uint32_t size);
/* The talloc context for what @f gets while the card runs: it goes with the file. NULL: out of
 * memory. */
void *file_own(struct uicc_content *c, struct file *f);
/* Gives @f @size bytes: those that it had as far as they fit, then FF. TLV objects that fit no more
 * are gone. 0 or -ENOMEM. */
int file_resize(struct uicc_content *c, struct file *f, uint32_t size);
/* Also what is below it, with the PINs and keys defined there; links to it lose their content. */
void file_remove(struct uicc_content *c, struct file *f);
struct file *file_child(const struct file *df, uint16_t fid);
struct file *file_by_sfi(const struct file *df, uint8_t sfi);
struct file *file_by_aid(const struct uicc_content *c, struct slice aid); /* exact */
/* @path: file identifiers from below the MF, or beginning with 7FFF for @adf; empty: the MF. */
struct file *file_by_path(const struct uicc_content *c, const struct file *adf, struct slice path);
/* True for @top itself and what is below it. */
bool file_is_below(const struct file *f, const struct file *top);
/* The next file of the tree in depth-first order, NULL at the end. */
struct file *file_walk(const struct uicc_content *c, const struct file *after);
static inline bool file_is_df(const struct file *f)
{
	return f->kind <= FILE_ADF;
}
/* TS 102 221 11.1.1.4.9: b2 of 0000 01xx says nothing, nor do the last two bits of 0000 11xx. */
static inline bool file_is_deactivated(const struct file *f)
{
	return (f->life_cycle & ~0x02) == LCS_DEACTIVATED;
}
static inline bool file_is_terminated(const struct file *f)
{
	return (f->life_cycle & ~0x03) == LCS_TERMINATED;
}
/* Neither deactivated nor terminated. */
static inline bool file_is_in_use(const struct file *f)
{
	return !file_is_deactivated(f) && !file_is_terminated(f);
}
/* The file whose content @f shows: itself or, for a link, its target. */
struct file *file_target(struct file *f);

/* The PIN or PUK that @reference means in @df: the nearest one defined in it or above it, or the
 * one of another directory that it shares. A PIN whose reference is a global one is known in the
 * whole UICC, wherever it is defined (TS 102 221 9.4.2). */
struct pin *pin_find(const struct uicc_content *c, const struct file *df, uint8_t reference,
		     bool puk);

#endif
