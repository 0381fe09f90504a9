//! A configuration directory of its own, and `dateline` run on it as a person would.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// A process that does not outlive its test, and its log.
pub struct Running(pub Child, pub PathBuf);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// A folder with a configuration that is written file by file.
pub struct Desk {
    pub folder: TempDir,
    logs: TempDir,
}

impl Desk {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let desk =
            Self { folder: tempfile::tempdir().unwrap(), logs: tempfile::tempdir().unwrap() };
        files.iter().for_each(|(path, text)| desk.write(path, text));
        desk
    }

    pub fn config(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.config().join("data")
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.config().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn dateline(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The standard output of a command that has to end with 0.
    #[track_caller]
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.dateline(arguments);
        assert!(
            output.status.success(),
            "{arguments:?}: {}\n{}",
            output.status,
            text(&output.stderr)
        );
        text(&output.stdout)
    }

    /// The error of a command that has to end with 2.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.dateline(arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        text(&output.stderr)
    }

    /// What a command says that has to end with 1, because nothing is there.
    #[track_caller]
    pub fn nothing(&self, arguments: &[&str]) -> String {
        let output = self.dateline(arguments);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{arguments:?}: {}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
        text(&output.stderr)
    }

    /// The output of a command that is given `input`.
    pub fn fed(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input).unwrap();
        drop(stdin);
        child.wait_with_output().unwrap()
    }

    /// A daemon in the background; what it logs is in [`Desk::log`].
    pub fn start(&self) -> Running {
        self.start_with(&["run"])
    }

    /// A daemon that has come so far as to run: from then on a signal is heard for certain.
    pub fn start_running(&self) -> Running {
        let runs = || self.log().matches("running; ").count();
        let before = runs();
        let daemon = self.start();
        let start = std::time::Instant::now();
        while runs() == before {
            assert!(
                start.elapsed() < std::time::Duration::from_secs(60),
                "it does not start: {}",
                self.log()
            );
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        daemon
    }

    pub fn start_with(&self, arguments: &[&str]) -> Running {
        let log = std::fs::File::options().create(true).append(true).open(self.log_path()).unwrap();
        Running(
            self.command(arguments).stdout(Stdio::null()).stderr(log).spawn().unwrap(),
            self.log_path(),
        )
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn log_path(&self) -> PathBuf {
        self.logs.path().join("log")
    }

    /// Makes sources, pages that are to be read again, and messages due at once, as if their time
    /// had come.
    pub fn make_due(&self) {
        self.sql(&[
            "UPDATE source_state SET next_visit = 0",
            "UPDATE item SET reread_at = 0 WHERE reread_at IS NOT NULL",
            "UPDATE delivery SET next_try = 0 WHERE next_try IS NOT NULL",
        ]);
    }

    /// Carries out SQL on the database, behind everybody's back.
    pub fn sql(&self, statements: &[&'static str]) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let options =
                sqlx::sqlite::SqliteConnectOptions::new().filename(self.data().join("dateline.db"));
            let database = sqlx::SqlitePool::connect_with(options).await.unwrap();
            for statement in statements {
                sqlx::query(*statement).execute(&database).await.unwrap();
            }
            database.close().await;
        });
    }

    /// Takes the database as its only writer, until the connection is dropped.
    pub async fn lock_database(&self) -> sqlx::SqliteConnection {
        use sqlx::ConnectOptions;
        let options =
            sqlx::sqlite::SqliteConnectOptions::new().filename(self.data().join("dateline.db"));
        let mut connection = options.connect().await.unwrap();
        sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.unwrap();
        connection
    }

    /// Makes one pass over everything; gives the line that it printed, and what it logged.
    #[track_caller]
    pub fn pass(&self) -> (String, String) {
        if self.data().join("dateline.db").exists() {
            self.make_due();
        }
        let output = self.dateline(&["run", "--once"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        (text(&output.stdout), text(&output.stderr))
    }

    /// The objects that a command with `--json` prints.
    #[track_caller]
    pub fn listed(&self, arguments: &[&str]) -> Vec<serde_json::Value> {
        objects(&self.done(&[arguments, &["--json"]].concat()))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command
            .arg("--config")
            .arg(self.config())
            .args(arguments)
            .env_remove("RUST_LOG")
            .env_remove("DATELINE_CONFIG");
        command
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The objects of a text that has one JSON object a line.
pub fn objects(lines: &str) -> Vec<serde_json::Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
