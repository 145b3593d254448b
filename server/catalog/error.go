package catalog

import (
	"errors"
	"strings"
)

// Code says what kind of failure an Error is, for machines. The edge maps each to one HTTP status.
type Code string

// The codes of the outside contract.
const (
	Invalid          Code = "invalid"
	Malformed        Code = "malformed" // told as invalid, with status 400: it could not be parsed at all
	Unauthenticated  Code = "unauthenticated"
	Forbidden        Code = "forbidden"
	NotFound         Code = "not_found"
	Conflict         Code = "conflict"
	Stale            Code = "stale"
	Withheld         Code = "withheld"
	TooLarge         Code = "too_large"
	UnsupportedMedia Code = "unsupported_media"
	TooMany          Code = "too_many"
	Unavailable      Code = "unavailable"
	Full             Code = "full"
	Internal         Code = "internal"
)

// Args fill the placeholders of a translated sentence.
type Args map[string]any

// ArgRetryAfter in the Args of a TooMany or Unavailable error is a time.Duration: when to try again.
const ArgRetryAfter = "retry_after"

// Error is what every exported function of this package fails with. Key is the translation key of the sentence
// people read (see ErrorKeys); Err is the private cause and is never shown.
type Error struct {
	Code   Code
	Key    string
	Args   Args
	Op     string // verb first, lower case: "edit asset"
	Err    error
	Fields []FieldError
	// DuplicateOf is set when a file is refused because its bytes are already there.
	DuplicateOf AssetID
	// Reasons say why something is withheld or not cleared.
	Reasons []Reason
}

// FieldError is one field that was refused. Location is the field's path in the request, such as "title" or
// "libraries[1]".
type FieldError struct {
	Location string
	Key      string
	Args     Args
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	b.WriteString(string(e.Code))
	if e.Key != "" {
		b.WriteString(" " + e.Key)
	}
	for _, f := range e.Fields {
		b.WriteString(" " + f.Location + "=" + f.Key)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// CodeOf tells the code of the first Error in the chain. An unknown error is Internal; nil is "".
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Is reports whether err carries the code.
func Is(err error, code Code) bool { return err != nil && CodeOf(err) == code }

// NewError makes an error with a sentence for people.
func NewError(code Code, key string, args Args) *Error {
	return &Error{Code: code, Key: key, Args: args}
}

// Missing is the not-found error of a store: what names the kind of thing ("asset", "library", …).
func Missing(what string) *Error { return NewError(NotFound, KeyNotFound, Args{"what": what}) }

// invalidFields makes one error of the refused fields, or nil when there are none.
func invalidFields(fields []FieldError) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Code: Invalid, Key: KeyInvalid, Fields: fields}
}

// Translation keys of the sentences that errors carry. The locale files hold a title for each code under
// "error.title.<code>" and these as details.
const (
	KeyInternal          = "error.internal"             // {{.id}} the request id
	KeyInvalid           = "error.invalid"              // some fields were refused, see them
	KeyMalformed         = "error.malformed"            // the request could not be read
	KeyNotJSON           = "error.not_json"             // the body is empty or no JSON
	KeyMetadataNotJSON   = "error.metadata_not_json"    // metadata is not a JSON object
	KeyUnknownField      = "error.unknown_field"        // {{.field}}
	KeyTokenUnknown      = "error.token_unknown"        // no such token, or no longer
	KeyUnauthenticated   = "error.unauthenticated"      // sign in first
	KeyWrongPassword     = "error.wrong_password"       // e-mail or password is wrong
	KeyLinkUsed          = "error.link_used"            // the one-time link was used or is too old
	KeyForbidden         = "error.forbidden"            // your role may not do this
	KeyForbiddenLibrary  = "error.forbidden_library"    // belongs to another library
	KeyPeopleOnly        = "error.people_only"          // a program may not: it is about a person
	KeyNotFound          = "error.not_found"            // {{.what}} is a kind: asset, library, …
	KeyMethodNotAllowed  = "error.method_not_allowed"   // the address does not take this method
	KeyInUse             = "error.in_use"               // {{.count}} still use it; merge instead
	KeyExists            = "error.exists"               // {{.value}} is taken
	KeyDuplicate         = "error.duplicate"            // {{.title}} the same bytes are already there
	KeyDuplicateHidden   = "error.duplicate_hidden"     // the same, of a file that who uploads does not find
	KeyStale             = "error.stale"                // someone else changed this meanwhile
	KeyNotCleared        = "error.not_cleared"          // may not be shown; see the reasons
	KeyDutyMet           = "error.duty_met"             // nothing is to be overridden: it is met, or there is none
	KeyDutiesUnmet       = "error.duties_unmet"         // something is owed to those who do not see or hear; see the reasons
	KeyLinkGone          = "error.link_gone"            // revoked, expired or withdrawn
	KeyTooLarge          = "error.too_large"            // {{.max}} human size
	KeyBodyTooLarge      = "error.body_too_large"       // {{.max}} human size: the JSON body
	KeyEmptyFile         = "error.empty_file"           // the file has no bytes
	KeyNoFile            = "error.no_file"              // the form has no part named file
	KeyInboxCaption      = "error.inbox_caption"        // {{.language}} has captions that say something else
	KeyInboxDuplicate    = "error.inbox_duplicate"      // {{.title}} and {{.id}}: the same bytes are already there
	KeyInboxHidden       = "error.inbox_hidden"         // a file of the operating system, or hidden
	KeyInboxLonely       = "error.inbox_lonely"         // a sidecar whose file has not come
	KeyInboxName         = "error.inbox_name"           // a name that is no text
	KeyUnsupported       = "error.unsupported"          // {{.accepted}} list of extensions
	KeyTruncated         = "error.truncated"            // the file is cut off
	KeyCorrupt           = "error.corrupt"              // cannot be read as what it says it is
	KeyTooManyPixels     = "error.too_many_pixels"      // {{.width}} {{.height}} {{.max}} megapixels
	KeyUploadIncomplete  = "error.upload_incomplete"    // {{.missing}} list of part numbers
	KeyUploadClosed      = "error.upload_closed"        // the upload was completed, cancelled or refused
	KeyUploadExpired     = "error.upload_expired"       // start again
	KeyPartNumber        = "error.part_number"          // {{.count}} parts exist, 1 to count
	KeySizeMismatch      = "error.size_mismatch"        // {{.declared}} {{.received}} bytes
	KeyTooMany           = "error.too_many"             // wait and try again
	KeyUnavailable       = "error.unavailable"          // try again in a moment
	KeyStorageDown       = "error.storage_unavailable"  // the storage does not answer
	KeyIndexBuilding     = "error.index_building"       // {{.done}} of {{.total}} assets; {{.total}} is 0 while it is not known
	KeyFull              = "error.full"                 // the disk is full
	KeyLengthRequired    = "error.length_required"      // chunked bodies are not taken
	KeyNotReady          = "error.not_ready"            // the rendition is not made yet
	KeyNoRendition       = "error.no_rendition"         // {{.name}} does not exist for this kind
	KeyProcessing        = "error.processing_failed"    // the file could not be processed
	KeyMissingTool       = "error.missing_tool"         // {{.tool}} is not installed on the server
	KeyCrossOrigin       = "error.cross_origin"         // the request came from a page of another site
	KeyContentType       = "error.content_type"         // {{.accepted}} the body's type is not taken here
	KeyCaptionBinary     = "error.caption_binary"       // the file is not a text
	KeyCaptionEmpty      = "error.caption_empty"        // no captions in the file
	KeyCaptionLine       = "error.caption_line"         // {{.line}} is not captions: times were expected there
	KeyCaptionTime       = "error.caption_time"         // {{.line}} holds times that cannot be read, or that end before they begin
	KeyCaptionTooMany    = "error.caption_too_many"     // {{.max}} captions in a file
	KeyCaptionKind       = "error.caption_kind"         // pictures have no captions
	KeyCaptionLanguages  = "error.caption_languages"    // {{.max}} languages
	KeyNoCaption         = "error.no_caption"           // {{.language}} there are no captions in it
	KeyNotXMP            = "error.not_xmp"              // the file is not XMP
	KeyNotOrdered        = "error.not_ordered"          // {{.name}} is made when it is ordered, see the API
	KeyCutUnmade         = "error.cut_unmade"           // nothing could be cut out there
	KeyTooSlow           = "error.too_slow"             // it took too long
	KeyChangedSince      = "error.changed_since"        // cannot be undone: somebody has changed it since
	KeyUndone            = "error.undone"               // all of it is undone already
	KeyBookNotFound      = "error.book_not_found"       // {{.isbn}} neither here nor in the catalogues that were asked
	ReasonBookSource     = "reason.book_source"         // {{.source}} did not answer
	KeyInvitationUnknown = "error.invitation_unknown"   // nobody was invited by this address
	KeyInvitationExpired = "error.invitation_expired"   // its time is over
	KeyInvitationRevoked = "error.invitation_revoked"   //
	KeyInvitationFull    = "error.invitation_full"      // as much has come by it as may
	KeyBadAddress        = "error.bad_address"          // {{.value}} is no address of the web
	KeyHasTasks          = "error.has_tasks"            // the post has tasks: something has to be taken down
	KeyVisitor           = "error.visitor"              // the header with the visitor's key is missing or no key
	KeyShippedOccasion   = "error.shipped_occasion"     // the program ships it: it can be switched off
	KeyCalendarBroken    = "error.calendar_broken"      // {{.line}} the file is no calendar
	KeyCalendarEmpty     = "error.calendar_empty"       // no events in the file
	KeyCalendarMany      = "error.calendar_many"        // {{.max}} events in a file
	KeyEventNameless     = "event.nameless"             // an event of a calendar has no name
	KeyEventStartless    = "event.startless"            // nor says when it begins
	KeyEventCancelled    = "event.cancelled"            // it was called off
	KeyEventPrivate      = "event.private"              // it is marked as private
	KeyEventZone         = "event.zone"                 // {{.zone}} is unknown
	KeyEventOtherDay     = "event.other_day"            // in {{.zone}} it is another day than here
	KeyEventHour         = "event.hour"                 // the times are those of {{.zone}}: that of the first holds all year
	KeyEventDuration     = "event.duration"             // {{.value}} is no duration
	KeyEventRules        = "event.rules"                // it has several rules
	KeyEventFollowing    = "event.following"            // one and all that follow were changed
	KeyRequired          = "field.required"             //
	KeyBadRule           = "field.bad_rule"             // {{.part}} of a recurrence rule is not understood
	KeyTooOften          = "field.too_often"            // an offer comes at most once a day
	KeyTooManyTimes      = "field.too_many_times"       // {{.max}}
	KeyNeverComes        = "field.never_comes"          // by the rule it never comes
	KeyNoSuchDay         = "field.no_such_day"          // {{.value}} is not in the calendar
	KeyOneRule           = "field.one_rule"             // it is said in more than one way when it comes
	KeyNoOccurrence      = "field.no_occurrence"        // {{.value}} the rule does not have it on that day
	KeyOfferOfOthers     = "field.offer_of_others"      // {{.library}} is taken out by itself or the county
	KeyBadSearch         = "field.bad_search"           // is no search
	KeySearchPerson      = "field.search_person"        // a search of an offer names no persons
	KeyIdentityNumber    = "field.identity_number"      // holds a national identity number, which is kept nowhere
	KeyBadBorn           = "field.bad_born"             // {{.value}} is no class of at least three years
	KeyEndsBeforeStart   = "field.ends_before_start"    //
	KeyGuardianNeeded    = "field.guardian_needed"      // a child needs a guardian who agrees
	KeyChildNotAsked     = "field.child_not_asked"      // a child must have been asked
	KeyWitnessNeeded     = "field.witness_needed"       // an oral consent needs a witness
	KeyBadSignature      = "field.bad_signature"        // the drawing cannot be read
	KeyUnsigned          = "field.unsigned"             // neither drawn nor typed
	KeyNoController      = "field.no_controller"        // a consent text must name who answers for the personal data
	KeyTextChanged       = "error.text_changed"         // the consent text is another by now
	KeySigningsFull      = "error.signings_full"        // as many have signed by the invitation as may
	KeyConsentOver       = "error.consent_over"         // withdrawn or erased: nothing can be done with it
	KeyGivenLate         = "field.given_late"           // a consent cannot have been given after it was recorded
	KeyDateAhead         = "field.date_ahead"           // must not lie ahead
	KeyTooLong           = "field.too_long"             // {{.max}} characters
	KeyControlCharacters = "field.control_characters"   // holds characters that cannot be shown
	KeyUnknownValue      = "field.unknown_value"        // {{.value}} {{.allowed}}
	KeyChoose            = "field.choose"               // empty; {{.allowed}}
	KeyUnknownRef        = "field.unknown_ref"          // {{.value}} does not exist
	KeyUnknownFile       = "field.unknown_file"         // {{.value}} is no asset that the actor sees
	KeyNoFilesChosen     = "field.no_files_chosen"      // a post has at least one
	KeyOutOfRange        = "field.out_of_range"         // {{.min}} {{.max}}
	KeyBadDate           = "field.bad_date"             //
	KeyBadClock          = "field.bad_clock"            // {{.value}} is no time of day
	KeyBadTime           = "field.bad_time"             //
	KeyDatePast          = "field.date_past"            // must lie ahead
	KeyDateFar           = "field.date_far"             // {{.days}} ahead at most
	KeyBadISBN           = "field.bad_isbn"             // {{.value}} not 10 or 13 digits
	KeyBadISBNCheckDigit = "field.bad_isbn_check_digit" // {{.value}}
	KeyBadLibraryNumber  = "field.bad_library_number"   //
	KeyBadISIL           = "field.bad_isil"             //
	KeyBadSlug           = "field.bad_slug"             //
	KeyBadEmail          = "field.bad_email"            //
	KeyBadLanguage       = "field.bad_language"         //
	KeyBadSHA256         = "field.bad_sha256"           //
	KeyPasswordShort     = "field.password_short"       // {{.min}} characters
	KeyLoop              = "field.loop"                 // a library cannot lie under itself
	KeyBadCursor         = "field.bad_cursor"           //
	KeyOwnRole           = "field.own_role"             // nobody takes their own role or access away
	KeyOnlyClips         = "field.only_clips"           // clips alone have it
	KeyTooShort          = "field.too_short"            // {{.min}} seconds
	KeyChannelExcluded   = "field.channel_excluded"     // {{.library}} {{.channel}}: the library's policy excludes it
	KeyChannelUnwanted   = "field.channel_unwanted"     // TikTok and Telegram
	KeyDeadlineLate      = "field.deadline_late"        // a deadline lies before what it is for
	KeyPlanUnapproved    = "error.plan_unapproved"      // what is published was approved first
	KeyLongRow           = "error.long_row"             // a row has at most {{.max}} posts
	KeyPlanOut           = "error.plan_out"             // what is out is not planned anew
	KeyPlanPosted        = "error.plan_posted"          // what was posted stays published
	KeyPlanPublished     = "error.plan_published"       // what was published stays in the plan
	KeyBadHashtag        = "field.bad_hashtag"          // {{.value}} is no single word
	KeyNoRow             = "field.no_row"               // a repetition that gives no posts
	ReasonAssetGone      = "plan.asset_gone"            // the file is there no more
	KeyUnknownPlace      = "field.unknown_place"        // {{.value}} is no place of a template: {{.allowed}}
	KeyKitBlocked        = "error.kit_blocked"          // the post cannot go out as it is; see the reasons
	KeyKitFileHeld       = "error.kit_file_held"        // the file lacks what is owed to those who do not see or hear
	KeyKitNoAccount      = "error.kit_no_account"       // nobody has said yet where it is to be posted
	KeyKitUncleared      = "error.kit_uncleared"        // an asset is not cleared for the channel and time; see the reasons
	KeyKitWithheld       = "error.kit_withheld"         // somebody who is shown does not want to be shown any more
	KeyPostedBefore      = "error.posted_before"        // it is written down already that it was posted
	KeyOtherChannel      = "error.other_channel"        // the address is on {{.value}}, the post was on {{.channel}}
	KeyTableLarge        = "field.table_large"          // {{.max}} rows
	KeyTableUnreadable   = "field.table_unreadable"     // the file is no table of text
	KeyTableEmpty        = "field.table_empty"          // no rows below the headings
	KeyNoAddressColumn   = "field.no_address_column"    // no column tells of which post a row is
	KeyNoNumberColumn    = "field.no_number_column"     // no column holds numbers
	KeyTableQuote        = "field.table_quote"          // {{.line}} begins a quotation that does not end
	KeyRowLong           = "field.row_long"             // more cells than headings
	KeyRowTwice          = "field.row_twice"            // {{.line}} tells of the same post and time
	KeyPostNotFound      = "field.post_not_found"       // {{.value}} is the address of no post
	KeyBadNumber         = "field.bad_number"           // {{.value}} is no number
	KeyBeforePost        = "field.before_post"          // a response cannot be older than its post
	KeyNoNumbers         = "field.no_numbers"           // a response needs at least one number
	KeyNumberLarge       = "field.number_large"         // larger than can be held
	KeyWrongType         = "field.wrong_type"           // {{.expected}} is a JSON type: string, number, …
)

// ErrorKeys lists every translation key that an Error or a Reason of this package may carry, so that a test can
// hold the locale files to it.
func ErrorKeys() []string {
	return []string{KeyInternal, KeyInvalid, KeyMalformed, KeyNotJSON, KeyMetadataNotJSON, KeyUnknownField, KeyTokenUnknown, KeyUnauthenticated, KeyWrongPassword,
		KeyLinkUsed, KeyForbidden, KeyForbiddenLibrary, KeyPeopleOnly, KeyNotFound, KeyMethodNotAllowed, KeyInUse, KeyExists, KeyDuplicate, KeyDuplicateHidden,
		KeyStale, KeyNotCleared, KeyDutiesUnmet, KeyDutyMet, KeyLinkGone, KeyTooLarge, KeyBodyTooLarge, KeyEmptyFile, KeyNoFile, KeyUnsupported,
		KeyTruncated, KeyCorrupt, KeyTooManyPixels, KeyUploadIncomplete, KeyUploadClosed, KeyUploadExpired, KeyPartNumber,
		KeySizeMismatch, KeyTooMany, KeyUnavailable, KeyStorageDown, KeyIndexBuilding, KeyFull, KeyLengthRequired,
		KeyNotReady, KeyNoRendition, KeyProcessing, KeyMissingTool, KeyRequired, KeyTooLong, KeyControlCharacters,
		KeyUnknownValue, KeyChoose, KeyUnknownRef, KeyUnknownFile, KeyNoFilesChosen, KeyOutOfRange, KeyBadDate, KeyBadClock, KeyBadTime, KeyDatePast, KeyBadISBN,
		KeyBadISBNCheckDigit, KeyBadLibraryNumber, KeyBadISIL, KeyBadSlug, KeyBadEmail, KeyBadLanguage, KeyBadSHA256,
		KeyPasswordShort, KeyLoop, KeyBadCursor, KeyCrossOrigin, KeyContentType, KeyNumberLarge, KeyWrongType, KeyOwnRole, KeyOnlyClips, KeyTooShort,
		KeyCaptionBinary, KeyCaptionEmpty, KeyCaptionLine, KeyCaptionTime, KeyCaptionTooMany, KeyCaptionKind, KeyCaptionLanguages,
		KeyNoCaption, KeyNotXMP, KeyNotOrdered, KeyCutUnmade, KeyTooSlow,
		KeyInboxCaption, KeyInboxDuplicate, KeyInboxHidden, KeyInboxLonely, KeyInboxName,
		KeyChangedSince, KeyUndone,
		KeyBookNotFound, ReasonBookSource,
		KeyChannelExcluded, KeyChannelUnwanted, KeyDeadlineLate, KeyPlanUnapproved, KeyLongRow, KeyPlanOut, KeyPlanPosted, KeyPlanPublished, KeyBadHashtag, KeyNoRow, ReasonAssetGone,
		KeyUnknownPlace, KeyKitBlocked, KeyKitFileHeld, KeyKitNoAccount, KeyKitUncleared, KeyKitWithheld, KeyPostedBefore, KeyOtherChannel,
		KeyBadRule, KeyTooOften, KeyTooManyTimes, KeyNeverComes, KeyNoSuchDay, KeyOneRule, KeyNoOccurrence, KeyOfferOfOthers, KeyBadSearch, KeySearchPerson,
		KeyShippedOccasion, KeyCalendarBroken, KeyCalendarEmpty, KeyCalendarMany,
		KeyEventNameless, KeyEventStartless, KeyEventCancelled, KeyEventPrivate, KeyEventZone, KeyEventOtherDay, KeyEventHour, KeyEventDuration, KeyEventRules, KeyEventFollowing,
		KeyBadAddress, KeyHasTasks, KeyBeforePost, KeyTableQuote, KeyRowLong, KeyRowTwice, KeyNoNumbers,
		KeyTableLarge, KeyTableUnreadable, KeyTableEmpty, KeyNoAddressColumn, KeyNoNumberColumn, KeyPostNotFound, KeyBadNumber,
		KeyInvitationUnknown, KeyInvitationExpired, KeyInvitationRevoked, KeyInvitationFull, KeyVisitor, KeyDateFar,
		KeyBadSignature, KeyUnsigned, KeyNoController, KeyTextChanged, KeySigningsFull, KeyConsentOver,
		KeyIdentityNumber, KeyBadBorn, KeyEndsBeforeStart, KeyGuardianNeeded, KeyChildNotAsked, KeyWitnessNeeded, KeyGivenLate, KeyDateAhead,
		ReasonNotAssessed, ReasonNoConsents, ReasonBinned, ReasonNotReady, ReasonNotReviewed, ReasonInternalOnly, ReasonPlatformMusic,
		ReasonEmbargo, ReasonExpired, ReasonCoverAlone,
		ReasonWithdrawn, ReasonErased, ReasonNoConsent, ReasonConsentEnded, ReasonConsentLater, ReasonChannel, ReasonPurpose, ReasonLibrary, ReasonOtherDay,
		ReasonWithdrawn + NamedSuffix, ReasonNoConsent + NamedSuffix, ReasonConsentEnded + NamedSuffix, ReasonConsentLater + NamedSuffix,
		ReasonChannel + NamedSuffix, ReasonPurpose + NamedSuffix, ReasonLibrary + NamedSuffix, ReasonOtherDay + NamedSuffix}
}
