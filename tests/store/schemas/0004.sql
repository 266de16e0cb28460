BEGIN TRANSACTION;
CREATE TABLE "accounts" (
	id CHAR(32) NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	password_hash VARCHAR(200), 
	created_at VARCHAR(32) NOT NULL, 
	is_local BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_accounts PRIMARY KEY (id), 
	CONSTRAINT uq_accounts_name UNIQUE (name)
);
INSERT INTO "accounts" VALUES('cd613e30d8f14adf91b7584a2265b1f5','local',NULL,'2026-01-05T17:40:00.000000+00:00',TRUE);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE api_tokens (
	name VARCHAR(80) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	secret_sha256 VARCHAR(64) NOT NULL, 
	scopes JSON NOT NULL, 
	expires_at VARCHAR(32) NOT NULL, 
	last_used_at VARCHAR(32), 
	revoked_at VARCHAR(32), 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_api_tokens PRIMARY KEY (id), 
	CONSTRAINT fk_api_tokens_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT uq_api_tokens_secret_sha256 UNIQUE (secret_sha256)
);
CREATE TABLE audit_log (
	actor VARCHAR(80) NOT NULL, 
	action VARCHAR(80) NOT NULL, 
	kind VARCHAR(80) NOT NULL, 
	object_id CHAR(32), 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_audit_log PRIMARY KEY (id), 
	CONSTRAINT fk_audit_log_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE
);
CREATE TABLE heel_raise_tests (
	side VARCHAR(5) NOT NULL, 
	n_reps INTEGER NOT NULL, 
	work_total_j DOUBLE, 
	displacement_total_m DOUBLE, 
	peak_height_m DOUBLE, 
	height_loss_frac DOUBLE, 
	cadence_per_min DOUBLE, 
	pain_nrs DOUBLE, 
	result JSON NOT NULL, 
	method JSON NOT NULL, 
	input_sha256 VARCHAR(64), 
	version VARCHAR(40) NOT NULL, 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_heel_raise_tests PRIMARY KEY (id), 
	CONSTRAINT fk_heel_raise_tests_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "heel_raise_tests" VALUES('left',24,1310.5,NULL,NULL,NULL,NULL,1.0,'{"norms":[]}','{}',NULL,'0.1.0','0a0a0a0a0a0a4a0a8a0a0a0a0a0a0a01','cd613e30d8f14adf91b7584a2265b1f5','2026-01-06T06:40:00.000000+00:00',60);
CREATE TABLE import_batches (
	source VARCHAR(255) NOT NULL, 
	n_new INTEGER NOT NULL, 
	n_known INTEGER NOT NULL, 
	n_failed INTEGER NOT NULL, 
	report JSON NOT NULL, 
	undone_at VARCHAR(32), 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_import_batches PRIMARY KEY (id), 
	CONSTRAINT fk_import_batches_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "import_batches" VALUES('walk.csv',1,0,0,'{"files":[]}',NULL,'0a0a0a0a0a0a4a0a8a0a0a0a0a0a0a03','cd613e30d8f14adf91b7584a2265b1f5','2026-01-06T06:40:00.000000+00:00',60);
CREATE TABLE meals (
	eaten_at VARCHAR(32) NOT NULL, 
	carbs_g DOUBLE, 
	name VARCHAR(80) NOT NULL, 
	import_id CHAR(32), 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_meals PRIMARY KEY (id), 
	CONSTRAINT fk_meals_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "meals" VALUES('2026-01-06T07:40:00.000000+00:00',55.0,'porridge',NULL,'0a0a0a0a0a0a4a0a8a0a0a0a0a0a0a04','cd613e30d8f14adf91b7584a2265b1f5','2026-01-06T07:40:00.000000+00:00',60);
CREATE TABLE outings (
	sha256 VARCHAR(64) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	format VARCHAR(40) NOT NULL, 
	started_at VARCHAR(32) NOT NULL, 
	duration_s DOUBLE, 
	n_steps INTEGER, 
	cadence_per_min DOUBLE, 
	distance_m DOUBLE, 
	ascent_m DOUBLE, 
	descent_m DOUBLE, 
	n_stairs INTEGER, 
	toe_steps INTEGER, 
	toe_distance_m DOUBLE, 
	dose JSON NOT NULL, 
	method JSON NOT NULL, 
	warnings JSON NOT NULL, 
	import_id CHAR(32), 
	version VARCHAR(40) NOT NULL, 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_outings PRIMARY KEY (id), 
	CONSTRAINT fk_outings_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT uq_outings_owner_id_sha256 UNIQUE (owner_id, sha256)
);
INSERT INTO "outings" VALUES('efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef','walk.gpx','gpx','2026-03-01T06:30:00.000000+00:00',1800.0,3200,106.7,2400.5,42.0,NULL,NULL,12,6.5,'{"achilles_load_bw":{"low":1.0}}','{"name":"track"}','["one","zwei"]',NULL,'0.1.0','00000000000000000000000000000004','cd613e30d8f14adf91b7584a2265b1f5','2026-03-01T06:30:00.000000+00:00',120);
CREATE TABLE prescriptions (
	on_date DATE, 
	decision VARCHAR(20) NOT NULL, 
	profile JSON NOT NULL, 
	answer JSON NOT NULL, 
	version VARCHAR(40) NOT NULL, 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_prescriptions PRIMARY KEY (id), 
	CONSTRAINT fk_prescriptions_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE
);
CREATE TABLE profiles (
	body_mass_kg DOUBLE, 
	stature_m DOUBLE, 
	sex VARCHAR(10), 
	birth_year INTEGER, 
	goal VARCHAR(20), 
	equipment JSON NOT NULL, 
	days_per_week INTEGER, 
	medication JSON NOT NULL, 
	units VARCHAR(10) NOT NULL, 
	glucose_unit VARCHAR(10) NOT NULL, 
	setup_done JSON NOT NULL, 
	settings JSON NOT NULL, 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_profiles PRIMARY KEY (id), 
	CONSTRAINT fk_profiles_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT uq_profiles_owner_id UNIQUE (owner_id)
);
INSERT INTO "profiles" VALUES(75.5,1.75,'female',1986,'achilles','["step","chair"]',NULL,'[]','metric','mg/dL','["person","screening"]','{"voice":true}','1e2feb89414c443c9027c4d1c386bbc4','cd613e30d8f14adf91b7584a2265b1f5','2026-01-05T17:40:00.000000+00:00',60);
CREATE TABLE reminders (
	kind VARCHAR(10) NOT NULL, 
	channel VARCHAR(10) NOT NULL, 
	enabled BOOLEAN NOT NULL, 
	at JSON NOT NULL, 
	every_min INTEGER, 
	delay_min INTEGER NOT NULL, 
	days JSON NOT NULL, 
	quiet_from VARCHAR(5) NOT NULL, 
	quiet_to VARCHAR(5) NOT NULL, 
	address VARCHAR(2000), 
	last_due_at VARCHAR(32), 
	last_sent_at VARCHAR(32), 
	n_sent INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_reminders PRIMARY KEY (id), 
	CONSTRAINT fk_reminders_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE
);
CREATE TABLE screenings (
	answers JSON NOT NULL, 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_screenings PRIMARY KEY (id), 
	CONSTRAINT fk_screenings_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "screenings" VALUES('{"pregnancy":false,"numbness":null}','78e51061731148a382ce6f447ed4d57b','cd613e30d8f14adf91b7584a2265b1f5','2026-01-05T17:40:00.000000+00:00',60);
CREATE TABLE sessions (
	exercise VARCHAR(80) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	how VARCHAR(20) NOT NULL, 
	target JSON NOT NULL, 
	started_at VARCHAR(32), 
	paused_at VARCHAR(32), 
	paused_s DOUBLE NOT NULL, 
	finished_at VARCHAR(32), 
	deleted_at VARCHAR(32), 
	state_before VARCHAR(10), 
	session_rpe DOUBLE, 
	pain_during_nrs DOUBLE, 
	pain_next_morning_nrs DOUBLE, 
	notes VARCHAR NOT NULL, 
	dose JSON, 
	prescription_id CHAR(32), 
	import_id CHAR(32), 
	version VARCHAR(40) NOT NULL, 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_sessions PRIMARY KEY (id), 
	CONSTRAINT fk_sessions_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "sessions" VALUES('soleus-push-up','finished','phone','{"sets":3,"reps":10,"load_kg":2.5}','2026-01-05T17:40:00.000000+00:00',NULL,0.0,'2026-01-05T17:45:00.000000+00:00',NULL,NULL,5.0,1.0,NULL,'it''s; quiet
second line','{"met":{"low":1.5,"mid":2,"high":null}}',NULL,NULL,'0.1.0','35bf992dc9e94616a12e7696a6cecc1b','cd613e30d8f14adf91b7584a2265b1f5','2026-01-05T17:40:00.000000+00:00',60);
INSERT INTO "sessions" VALUES('standing-calf-raise','running','tap','{}','2026-01-06T17:40:00.000000+00:00',NULL,0.0,NULL,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,NULL,'0.1.0','b2221a58008a45a684647159c324c985','cd613e30d8f14adf91b7584a2265b1f5','2026-01-06T17:40:00.000000+00:00',60);
CREATE TABLE "sets" (
	session_id CHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	how VARCHAR(20) NOT NULL, 
	n_reps INTEGER, 
	side VARCHAR(5), 
	load_kg DOUBLE, 
	started_at VARCHAR(32), 
	duration_s DOUBLE, 
	peak_s JSON NOT NULL, 
	heel_raise_height_m JSON NOT NULL, 
	concentric_s JSON NOT NULL, 
	hold_s JSON NOT NULL, 
	eccentric_s JSON NOT NULL, 
	method JSON NOT NULL, 
	input_sha256 VARCHAR(64), 
	version VARCHAR(40) NOT NULL, 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	distance_m DOUBLE, 
	CONSTRAINT pk_sets PRIMARY KEY (id), 
	CONSTRAINT fk_sets_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_sets_session_id FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
);
INSERT INTO "sets" VALUES('35bf992dc9e94616a12e7696a6cecc1b',0,'phone',2,'left',NULL,NULL,NULL,'[]','[0.05,null]','[]','[]','[]','{"name":"thigh-phone"}',NULL,'0.1.0','e4b06ce6074147a8bce42c8218072e8c','cd613e30d8f14adf91b7584a2265b1f5','2026-01-05T17:40:00.000000+00:00',60,NULL);
CREATE TABLE signals (
	sha256 VARCHAR(64) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	n_bytes BIGINT NOT NULL, 
	origin VARCHAR(10) NOT NULL, 
	format VARCHAR(40) NOT NULL, 
	sensor VARCHAR(20), 
	placement VARCHAR(20), 
	side VARCHAR(5), 
	session_id CHAR(32), 
	import_id CHAR(32), 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_signals PRIMARY KEY (id), 
	CONSTRAINT fk_signals_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_signals_session_id FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE SET NULL
);
INSERT INTO "signals" VALUES('b47648d626f2bf45710b51fcccb64364735644ff83c98d3e1649a66a29f30e36','phone.parquet',1219,'live','parquet',NULL,NULL,NULL,'35bf992dc9e94616a12e7696a6cecc1b',NULL,'9b810e766ec94286a3ca828dd5f4b3b2','cd613e30d8f14adf91b7584a2265b1f5','2026-01-05T17:45:00.000000+00:00',60);
CREATE TABLE soreness (
	region VARCHAR(80) NOT NULL, 
	soreness_nrs DOUBLE NOT NULL, 
	side VARCHAR(5), 
	technique VARCHAR(80), 
	moment VARCHAR(10), 
	notes VARCHAR NOT NULL, 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_soreness PRIMARY KEY (id), 
	CONSTRAINT fk_soreness_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE
);
INSERT INTO "soreness" VALUES('soleus-distal-medial',3.0,'left',NULL,NULL,'','0a0a0a0a0a0a4a0a8a0a0a0a0a0a0a02','cd613e30d8f14adf91b7584a2265b1f5','2026-01-06T06:40:00.000000+00:00',60);
CREATE TABLE trial_meals (
	trial_id CHAR(32) NOT NULL, 
	pair INTEGER NOT NULL, 
	condition VARCHAR(10) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	meal_id CHAR(32), 
	notes VARCHAR NOT NULL, 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_trial_meals PRIMARY KEY (id), 
	CONSTRAINT fk_trial_meals_meal_id FOREIGN KEY(meal_id) REFERENCES meals (id) ON DELETE SET NULL, 
	CONSTRAINT fk_trial_meals_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_trial_meals_trial_id FOREIGN KEY(trial_id) REFERENCES trials (id) ON DELETE CASCADE, 
	CONSTRAINT uq_trial_meals_trial_id_pair_condition UNIQUE (trial_id, pair, condition)
);
CREATE TABLE trials (
	seed INTEGER NOT NULL, 
	n_pairs INTEGER NOT NULL, 
	first_day DATE NOT NULL, 
	days_apart INTEGER NOT NULL, 
	meal VARCHAR(80) NOT NULL, 
	meal_time VARCHAR(5) NOT NULL, 
	push_up_min INTEGER NOT NULL, 
	carbs_g DOUBLE, 
	outcome VARCHAR(10) NOT NULL, 
	basis JSON NOT NULL, 
	looks JSON NOT NULL, 
	ended_at VARCHAR(32), 
	id CHAR(32) NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	CONSTRAINT pk_trials PRIMARY KEY (id), 
	CONSTRAINT fk_trials_owner_id FOREIGN KEY(owner_id) REFERENCES accounts (id) ON DELETE CASCADE
);
CREATE INDEX ix_profiles_owner_id ON profiles (owner_id);
CREATE INDEX ix_screenings_owner_id ON screenings (owner_id);
CREATE INDEX ix_sessions_owner_id ON sessions (owner_id);
CREATE INDEX ix_sessions_owner_id_started_at ON sessions (owner_id, started_at);
CREATE INDEX ix_signals_import_id ON signals (import_id);
CREATE INDEX ix_signals_owner_id ON signals (owner_id);
CREATE INDEX ix_signals_owner_id_sha256 ON signals (owner_id, sha256);
CREATE INDEX ix_signals_session_id ON signals (session_id);
CREATE INDEX ix_api_tokens_owner_id ON api_tokens (owner_id);
CREATE INDEX ix_audit_log_owner_id ON audit_log (owner_id);
CREATE INDEX ix_audit_log_owner_id_created_at ON audit_log (owner_id, created_at);
CREATE INDEX ix_heel_raise_tests_owner_id ON heel_raise_tests (owner_id);
CREATE INDEX ix_import_batches_owner_id ON import_batches (owner_id);
CREATE INDEX ix_prescriptions_owner_id ON prescriptions (owner_id);
CREATE INDEX ix_reminders_owner_id ON reminders (owner_id);
CREATE INDEX ix_soreness_owner_id ON soreness (owner_id);
CREATE INDEX ix_sets_session_id ON sets (session_id);
CREATE INDEX ix_sets_owner_id ON sets (owner_id);
CREATE INDEX ix_meals_import_id ON meals (import_id);
CREATE INDEX ix_meals_owner_id ON meals (owner_id);
CREATE INDEX ix_meals_owner_id_eaten_at ON meals (owner_id, eaten_at);
CREATE INDEX ix_trials_owner_id ON trials (owner_id);
CREATE INDEX ix_trial_meals_meal_id ON trial_meals (meal_id);
CREATE INDEX ix_trial_meals_owner_id ON trial_meals (owner_id);
CREATE INDEX ix_trial_meals_trial_id ON trial_meals (trial_id);
CREATE INDEX ix_outings_owner_id ON outings (owner_id);
CREATE INDEX ix_outings_import_id ON outings (import_id);
COMMIT;
