package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// mostJournals is how many files are tried for one that can be written to.
const mostJournals = 9

// findJournal opens the journal for a server: the one that is named, or one in a folder that has the server in its name.
// One that is foreign is left as it is and told of; another beside it is taken, so that the import goes on.
func findJournal(named, folder, server string, tell func(string)) (*journal, error) {
	path := named
	if path == "" {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return lastJournal(server, err, tell)
		}
		path = filepath.Join(folder, journalName(strings.TrimSuffix(server, "/"))+".journal")
	}
	var err error
	for n := 1; n <= mostJournals; n++ {
		at := path
		if n > 1 {
			at = fmt.Sprintf("%s-%d", path, n)
		}
		var j *journal
		if j, err = openJournal(at, server); err == nil {
			return j, j.adopt(folder, server, tell)
		}
		var f *foreign
		if !errors.As(err, &f) {
			return nil, err
		}
		tell(f.Error() + ". It is left as it is, and another is kept beside it: what was sent before is found on the server by its bytes.")
	}
	return lastJournal(server, err, tell)
}

// lastJournal is one for this run only, where none can be kept.
func lastJournal(server string, why error, tell func(string)) (*journal, error) {
	folder, err := os.MkdirTemp("", "fellesmappa-import-")
	if err != nil {
		return nil, errors.Join(why, err)
	}
	tell(fmt.Sprintf("No journal can be kept (%v). The import goes on; another run will hash what this one has sent. Name a file that can be written to with --journal.", reason(why)))
	return openJournal(filepath.Join(folder, "journal"), server)
}

func journalName(server string) string {
	sum := sha256.Sum256([]byte(server))
	return "import-" + hex.EncodeToString(sum[:6])
}

// adopt takes over what a journal of the first format holds, which was one JSON object: by file, the id of an upload, or
// that of an asset behind a mark.
func (j *journal) adopt(folder, server string, tell func(string)) error {
	const mark = "asset "
	server = strings.TrimSuffix(server, "/")
	for _, typed := range []string{server, server + "/"} {
		old := filepath.Join(folder, journalName(typed)+".json")
		raw, err := os.ReadFile(old)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		ids := map[string]string{}
		if err == nil {
			err = json.Unmarshal(raw, &ids)
		}
		if err != nil {
			tell(fmt.Sprintf("The old import journal %s cannot be read (%s). Remove it when you can do without: what was sent before is found on the server by its bytes.", old, reason(err)))
			continue
		}
		for key, id := range ids {
			n := note{Key: key, Upload: id}
			if asset, arrived := strings.CutPrefix(id, mark); arrived {
				n = note{Key: key, Asset: asset}
			}
			if err := j.put(n, false); err != nil {
				return err
			}
		}
		if err := errors.Join(j.file.Sync(), os.Rename(old, old+".old")); err != nil {
			return err
		}
	}
	return nil
}
