-- The coder who stands for what coders agreed on after they had talked.
ALTER TABLE coder ADD COLUMN consensus INTEGER NOT NULL DEFAULT 0 CHECK (consensus IN (0, 1));
